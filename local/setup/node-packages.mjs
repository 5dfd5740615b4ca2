// The npm packages of package-lock.json in node_modules.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { ROOT, runStep, SetupError } from './step.mjs';

/**
 * Installs what package-lock.json says unless node_modules holds just that.
 *
 * Not with `npm ci`: it refuses a lock without the optional packages of other platforms (builds of one tool for
 * each), and npm writes such a lock where a registry holds only some of them. `npm install` takes them as they come.
 * @throws {SetupError}
 */
export async function installNodePackages() {
  if (isUpToDate()) return;
  const path = pathWithoutNodeModules();
  // From nothing, as `npm ci` would: an install that was broken off leaves packages that only look whole.
  rmSync(join(ROOT, 'node_modules'), { recursive: true, force: true });
  const npm = process.env.npm_execpath;
  const node = findOnPath('node', path) ?? process.execPath;
  const [command, args] = npm?.endsWith('.js') ? [node, [npm]] : ['npm', []];
  await runStep(
    'npm packages, into node_modules',
    'npm-install',
    command,
    [...args, 'install', '--no-save', '--no-audit', '--no-fund'],
    {
      // It may replace the Node that lives in node_modules: it must not run on that one.
      env: { ...process.env, PATH: path.join(delimiter) },
    },
  );
  if (!isUpToDate()) {
    throw new SetupError(
      'package-lock.json does not fit package.json: run `npm install`, and commit the lock with the change.',
    );
  }
}

/**
 * npm writes node_modules/.package-lock.json as the last act of an install, so an unfinished one lacks it.
 * Comparing it with the lock (not the time or a mark of our own) also accepts what a developer installed.
 */
function isUpToDate() {
  const installed = readJson(join(ROOT, 'node_modules', '.package-lock.json'))?.packages;
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages;
  if (!installed || !wanted || !existsSync(join(ROOT, 'node_modules', '.bin', 'node'))) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Packages for other platforms are in the lock and never installed here.
    if (!found) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function pathWithoutNodeModules() {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes(`${sep}node_modules`));
}

function findOnPath(name, path) {
  return path.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
