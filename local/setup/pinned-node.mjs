// Finds the pinned Node.js and runs programs on it. It is a package among package.json's optional dependencies, so that
// package-lock.json pins its hash and no script has to download it.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const MODULES = join(ROOT, 'node_modules');
const PARENT_POLL_MS = 500;

/** The oldest Node that runs the sources, which are TypeScript, as they stand: `engines` of package.json, as major.minor. */
export function minimumNode() {
  return readPackage().engines.node.replace('>=', '');
}

/** Whether there is a Node that runs the sources: the pinned one, or this one. */
export function canRunSources(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = minimumNode().split('.').map(Number);
  return pinnedNode() !== undefined || major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** The path of the pinned Node, or undefined while it is not installed or where no package has one. */
export function pinnedNode() {
  const name = packageName();
  const file = name && join(MODULES, name, 'bin', 'node');
  return file && existsSync(file) ? file : undefined;
}

/** The package with Node.js for this machine; undefined if package.json names none. */
export function packageName(platform = process.platform, arch = process.arch) {
  return Object.keys(readPackage().optionalDependencies).find(
    (name) => name.startsWith('node-') && name.endsWith(`-${platform}-${arch}`),
  );
}

function readPackage() {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
}

/**
 * Links `node` in npm scripts and under npx to the pinned Node.js. npm 10 removes this link together with the packages of
 * other platforms, which contain a `node` too.
 */
export function linkPinnedNode() {
  const name = packageName();
  const link = join(MODULES, '.bin', 'node');
  if (!name || !pinnedNode() || existsSync(link)) return;
  rmSync(link, { force: true });
  symlinkSync(join('..', name, 'bin', 'node'), link);
}

/**
 * Runs a program on the pinned Node until it ends, and passes signals on to it.
 * @param {string[]} args the program's file and its arguments
 * @returns {Promise<{code: number | null, signal: NodeJS.Signals | null}>} how it ended
 */
export function runOn(args) {
  const path = `${join(MODULES, '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(pinnedNode() ?? process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both processes; a second SIGINT would interrupt the clean-up.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    // The parent process has ended, so no one waits for the program any more.
    if (process.ppid !== parent) child.kill('SIGHUP');
  }, PARENT_POLL_MS);
  timer.unref();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}
