// Installs the npm packages of package-lock.json into node_modules.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, delimiter, join, sep } from 'node:path';
import { linkPinnedNode, packageName, pinnedNode } from './pinned-node.mjs';
import { registryAdvice } from './registry-advice.mjs';
import { ROOT, runStep, SetupError } from './step.mjs';

// By default npm waits 10 s and 60 s before it tries again, too long for a first start.
const RETRIES = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];

/**
 * Installs the packages of package-lock.json unless node_modules already contains exactly these.
 * @param {'demo' | 'all'} packages 'demo' leaves out devDependencies
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

/** Removes 79 MB that the project never reads: Node.js's C headers, and the CDK's examples in other languages. */
function dropUnused() {
  const unused = [join(packageName() ?? '-', 'include'), join('aws-cdk-lib', '.jsii.tabl.json.gz')];
  for (const path of unused) rmSync(join(ROOT, 'node_modules', path), { recursive: true, force: true });
}

/** Installs from scratch, because an interrupted installation leaves incomplete packages. */
function installAnew(packages) {
  return ['ci', ...(packages === 'demo' ? ['--omit=dev'] : [])];
}

/** Adds packages to node_modules, which a running `npm start` may be using. It does not change the lock. */
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
    // The lock pins each package by its hash, so npm can use its cache without asking the registry.
    [...first, ...args, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', ...RETRIES],
    signal,
    // npm may replace the Node.js in node_modules, so it must not run on that one.
    {
      env: { ...process.env, PATH: path.join(delimiter) },
      advice: registryAdvice('npm config get registry'),
    },
  );
}

/**
 * Finds the packages of the lock that this machine needs and that are not installed as the lock says. npm writes
 * node_modules/.package-lock.json last, so an unfinished installation lacks it. Comparing this file with the lock also
 * accepts an installation that the user made with npm.
 *
 * @param locked `packages` of package-lock.json
 * @param installed `packages` of node_modules/.package-lock.json, or undefined
 * @returns {string[]}
 */
export function missingPackages(locked, installed, kind, machine = thisMachine()) {
  return Object.entries(locked)
    .filter(([path, entry]) => path !== '' && !(kind === 'demo' && entry.dev) && fits(entry, machine))
    .filter(([path, { version, integrity, optional }]) => {
      const found = installed?.[path];
      // npm leaves out packages that only another platform's package needs.
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
