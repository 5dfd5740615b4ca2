// The npm packages of package-lock.json in node_modules.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { ROOT, runStep } from './step.mjs';

/** Runs `npm ci` unless node_modules holds what package-lock.json says. */
export async function installNodePackages() {
  if (isUpToDate()) return;
  const path = pathWithoutNodeModules();
  const npm = process.env.npm_execpath;
  const node = findOnPath('node', path) ?? process.execPath;
  const [command, args] = npm?.endsWith('.js') ? [node, [npm]] : ['npm', []];
  await runStep(
    'Installing npm packages (npm ci; half a minute the first time)',
    'npm-ci',
    command,
    [...args, 'ci', '--no-audit', '--no-fund'],
    {
      // `npm ci` empties node_modules: it must not run on the Node that lives in there.
      env: { ...process.env, PATH: path.join(delimiter) },
    },
  );
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
