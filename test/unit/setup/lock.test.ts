import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';
import { type LockedPackage, missingPackages } from '../../../local/setup/node-packages.mjs';

interface Lock {
  packages: Record<
    string,
    LockedPackage & { optionalDependencies?: Record<string, string>; inBundle?: boolean }
  >;
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as Lock;

/** Where Node finds `name` from the package at `path`. */
function resolvedPath(path: string, name: string): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = `${folder ? `${folder}/` : ''}node_modules/${name}`;
    if (lock.packages[candidate]) return candidate;
    if (folder === '') return undefined;
  }
}

describe('package-lock.json', () => {
  const wanted = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );

  test('has an entry for every optional package of every package: those of all platforms', () => {
    expect(wanted.length).toBeGreaterThan(100);
    expect(wanted.filter(({ path, name }) => resolvedPath(path, name) === undefined)).toEqual([]);
  });

  test('pins each package by its hash, unless it comes inside another', () => {
    const loose = Object.entries(lock.packages).filter(
      ([path, { integrity, inBundle }]) => path !== '' && !integrity?.startsWith('sha512-') && !inBundle,
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  test.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
  ])('brings Node for %s on %s, and it says so itself', (os, cpu) => {
    const own = Object.keys(lock.packages['']?.optionalDependencies ?? {}).filter((name) =>
      name.endsWith(`-${os}-${cpu}`),
    );
    expect(own).toHaveLength(1);
    const entry = lock.packages[`node_modules/${own[0]}`];
    expect([[entry?.os].flat(), [entry?.cpu].flat()]).toEqual([[os], [cpu]]);
  });
});

describe('missingPackages', () => {
  const machine = { os: 'linux', cpu: 'x64', libc: 'glibc' };
  const locked: Record<string, LockedPackage> = {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/tool': { version: '1.0.0', integrity: 'sha512-t', dev: true },
    'node_modules/here': {
      version: '2.0.0',
      integrity: 'sha512-h',
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
    },
    'node_modules/musl': { version: '2.0.0', optional: true, os: ['linux'], libc: ['musl'] },
    'node_modules/mac': { version: '2.0.0', optional: true, os: ['darwin'] },
  };
  const { '': _root, ...there } = locked;
  const without = (name: string) =>
    Object.fromEntries(Object.entries(there).filter(([path]) => !path.endsWith(name)));

  test('is empty when all that belongs on this machine is there', () => {
    expect(missingPackages(locked, there, 'all', machine)).toEqual([]);
    expect(missingPackages(locked, without('/mac'), 'all', machine)).toEqual([]);
    expect(missingPackages(locked, without('/musl'), 'all', machine)).toEqual([]);
  });

  test('asks for the tools of the tests only with the tests', () => {
    expect(missingPackages(locked, without('/tool'), 'demo', machine)).toEqual([]);
    expect(missingPackages(locked, without('/tool'), 'all', machine)).toEqual(['tool']);
  });

  test('names an optional package of this platform, whose failed download npm passes over', () => {
    expect(missingPackages(locked, without('/here'), 'demo', machine)).toEqual(['here']);
  });

  test('names one of another version or hash, and everything when nothing is installed', () => {
    const other = { ...there, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } };
    expect(missingPackages(locked, other, 'demo', machine)).toEqual(['a']);
    expect(missingPackages(locked, undefined, 'demo', machine)).toEqual(['a', 'here']);
  });
});

describe('the Python locks', () => {
  const versions = (file: string) =>
    new Map(
      [...read(file).matchAll(/^([a-z0-9-]+)==([^ ;]+)/gm)].map(([, name, version]) => [name, version]),
    );
  const demo = versions('requirements.lock');

  test.each([
    ['requirements-test.lock', 3],
    ['requirements-build.lock', 1],
  ])('name one version of what is in requirements.lock and in %s', (file, least) => {
    expect(demo.size).toBeGreaterThan(50);
    const shared = [...versions(file)].filter(([name]) => demo.has(name));
    expect(shared.length).toBeGreaterThan(least);
    expect(shared.filter(([name, version]) => demo.get(name) !== version)).toEqual([]);
  });

  test('have a lock of their own for what builds those that PyPI has as sources only', () => {
    expect([...versions('requirements-build.lock').keys()]).toEqual(
      expect.arrayContaining(['setuptools', 'setuptools-scm', 'wheel']),
    );
    // Without it pip builds with the newest of today.
    expect(read('local/setup/python-packages.mjs')).toContain("'--no-build-isolation'");
  });
});
