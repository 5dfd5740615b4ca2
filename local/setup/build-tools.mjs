// Finds the commands that the Lambda emulator and its runtime client are built with, on Linux.

import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = { go: 'golang', cmake: 'cmake', make: 'make', 'g++': 'g++', xz: 'xz-utils' };

/**
 * Why functions cannot be run under the Lambda emulator on this machine.
 * @returns a sentence, or undefined where everything is there
 */
export function missingBuildTools(platform = process.platform, path = process.env.PATH ?? '') {
  if (platform !== 'linux') return `aws-lambda-ric builds on Linux only, this is ${platform}`;
  const missing = Object.keys(COMMANDS).filter((command) => !isOn(path, command));
  if (missing.length === 0) return oldGo(path);
  const packages = missing.map((command) => COMMANDS[command]).join(' ');
  return `${missing.join(', ')} not found; on Debian: apt-get install ${packages}`;
}

/** Since 1.21 a Go fetches the newer one that a module asks for, from Go's own proxy. */
function oldGo(path) {
  let version = '';
  try {
    version = execFileSync('go', ['env', 'GOVERSION'], {
      encoding: 'utf8',
      env: { ...process.env, PATH: path },
    });
  } catch (error) {
    return `go does not run: ${error.message.split('\n')[0]}`;
  }
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  const isNew = Number(major) > 1 || Number(minor) >= 21;
  return isNew ? undefined : `expected go 1.21 or newer, got ${version.trim() || 'no version'}`;
}

function isOn(path, command) {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
