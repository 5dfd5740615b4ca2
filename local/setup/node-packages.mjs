// The npm packages of package-lock.json in node_modules.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, delimiter, join, sep } from 'node:path';
import { linkPinnedNode, packageName, pinnedNode } from './pinned-node.mjs';
import { registryAdvice } from './registry-advice.mjs';
import { ROOT, runStep, SetupError } from './step.mjs';

// npm's own defaults wait 10 s and 60 s before they try again, which is nobody's patience at a first start.
const RETRIES = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];

/**
 * Installs what package-lock.json says unless node_modules holds just that.
 * @param {'demo' | 'all'} packages 'demo' leaves devDependencies away
 * @param signal ends the installation
 * @throws {SetupError}
 */
export async function installNodePackages(packages, signal) {
  const locked = readJson(join(ROOT, 'package-lock.json'))?.packages ?? {};
  const isComplete = (kind) => missingPackages(locked, readInstalled(), kind).length === 0;
  if (!isComplete(packages)) {
    await runNpm(isComplete('demo') ? addTests() : installAnew(packages), signal);
    const missing = missingPackages(locked, readInstalled(), packages);
    if (missing.length > 0) {
      throw new SetupError(
        `npm left out ${missing.slice(0, 3).join(', ')}: either its download failed (see .local/logs/npm-install.log),\n` +
          '  or package-lock.json does not fit package.json (run `npm install` and commit the lock with the change).',
      );
    }
  }
  dropUnused();
  linkPinnedNode();
  if (packageName() && !pinnedNode()) throw new SetupError(`npm did not install ${packageName()}`);
}

/** What nothing here reads, 79 MB of it: C headers to build against Node, and CDK's examples in other languages. */
function dropUnused() {
  const unused = [join(packageName() ?? '-', 'include'), join('aws-cdk-lib', '.jsii.tabl.json.gz')];
  for (const path of unused) rmSync(join(ROOT, 'node_modules', path), { recursive: true, force: true });
}

/** From nothing: an installation that was broken off leaves packages that only look whole. */
function installAnew(packages) {
  return ['ci', ...(packages === 'demo' ? ['--omit=dev'] : [])];
}

/** Beside what is there, which an `npm start` in another terminal may be using. It leaves the lock as it is. */
function addTests() {
  return ['install', '--no-save'];
}

function runNpm(args, signal) {
  const path = pathWithoutNodeModules();
  const node = findOnPath('node', path) ?? process.execPath;
  const npm = process.env.npm_execpath;
  const [command, first] = basename(npm ?? '') === 'npm-cli.js' ? [node, [npm]] : ['npm', []];
  return runStep(
    'npm packages, into node_modules',
    'npm-install',
    command,
    // All is pinned by its hash: what npm has in its cache needs no look at the registry.
    [...first, ...args, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', ...RETRIES],
    signal,
    // It may replace the Node that lives in node_modules: it must not run on that one.
    {
      env: { ...process.env, PATH: path.join(delimiter) },
      advice: registryAdvice('npm config get registry'),
    },
  );
}

/**
 * The packages of the lock that belong on this machine and are not installed as the lock says. npm writes
 * node_modules/.package-lock.json as the last act of an install, so an unfinished one lacks it; comparing it with
 * the lock (not the time or a mark of our own) also accepts what a developer installed.
 *
 * @param locked `packages` of package-lock.json
 * @param installed `packages` of node_modules/.package-lock.json, undefined when there is none
 * @returns {string[]}
 */
export function missingPackages(locked, installed, kind, machine = thisMachine()) {
  return Object.entries(locked)
    .filter(([path, entry]) => path !== '' && !(kind === 'demo' && entry.dev) && fits(entry, machine))
    .filter(([path, { version, integrity, optional }]) => {
      const found = installed?.[path];
      // npm leaves away what only a package for another platform needs.
      if (!found) return !(optional && !hasPlatform(locked[path]));
      return found.version !== version || found.integrity !== integrity;
    })
    .map(([path]) => path.replace('node_modules/', ''));
}

function thisMachine() {
  const isGlibc = Boolean(process.report?.getReport().header.glibcVersionRuntime);
  return { os: process.platform, cpu: process.arch, libc: isGlibc ? 'glibc' : 'musl' };
}

function fits(entry, machine) {
  return ['os', 'cpu', 'libc'].every((field) => {
    // Only Linux has several C libraries.
    if (entry[field] === undefined || (field === 'libc' && machine.os !== 'linux')) return true;
    const names = [entry[field]].flat();
    if (names.includes(`!${machine[field]}`)) return false;
    return names.includes(machine[field]) || names.every((name) => name.startsWith('!'));
  });
}

function hasPlatform({ os, cpu, libc }) {
  return os !== undefined || cpu !== undefined || libc !== undefined;
}

function readInstalled() {
  return readJson(join(ROOT, 'node_modules', '.package-lock.json'))?.packages;
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
