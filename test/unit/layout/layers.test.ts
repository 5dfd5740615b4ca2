// Holds the layers of the source: which folder may import which, and no circles.
import { describe, expect, test } from '@jest/globals';
import { type Import, importsOf, sourceFiles, sourceText } from '../../support/source-files.ts';

const SHARED = 'functions/shared';

/**
 * The layers, lowest first: a folder, and what it may import beside itself. `functions/*` stands for each subfolder of
 * `functions`; these do not import each other. For a file in several folders the longest name counts.
 */
const LAYERS: readonly (readonly [folder: string, mayImport: readonly string[]])[] = [
  [`${SHARED}/runtime`, []],
  [`${SHARED}/identity`, []],
  [`${SHARED}/sessions`, []],
  [`${SHARED}/cookie`, [`${SHARED}/identity`, `${SHARED}/runtime`, `${SHARED}/sessions`]],
  [`${SHARED}/store`, [`${SHARED}/runtime`]],
  [
    `${SHARED}/hook`,
    [`${SHARED}/cookie`, `${SHARED}/identity`, `${SHARED}/runtime`, `${SHARED}/sessions`, `${SHARED}/store`],
  ],
  ['functions/*', [SHARED]],
  // Names and patterns only; the functions' behaviour stays out of the stack.
  [
    'lib',
    [
      `${SHARED}/runtime/env-names.ts`,
      `${SHARED}/runtime/keep-awake.ts`,
      `${SHARED}/runtime/metric-names.ts`,
      `${SHARED}/runtime/outcome.ts`,
      `${SHARED}/identity/identity-headers.ts`,
      `${SHARED}/sessions/store-keys.ts`,
      `${SHARED}/cookie/cookie-settings.ts`,
      'functions/authorizer/wiki-policy.ts',
    ],
  ],
  ['local', ['functions', 'lib']],
  // The order within cli/ is held by test/unit/cli/layers.test.ts.
  ['cli', ['functions', 'lib', 'local']],
  ['package', ['functions', 'lib', 'local']],
  ['harness', ['functions', 'local']],
  ['bench', ['functions', 'lib', 'local', 'harness']],
  ['test', ['functions', 'lib', 'local', 'cli', 'package', 'harness', 'bench']],
];

const files = sourceFiles();
// The configuration files of the root belong to no layer.
const imports = files
  .flatMap((file) => importsOf(file, sourceText(file)))
  .filter(({ to }) => to.includes('/'));

/** Whether a file is this file, or lies in this folder. */
function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

/** The layer of a file: the number of its row, its folder, and what that may import. */
function layerOf(file: string): { row: number; folder: string; mayImport: readonly string[] } | undefined {
  const [layer] = LAYERS.flatMap(([name, mayImport], row) => {
    const [folder] = new RegExp(`^${name.replace('*', '[^/]+')}(?=/)`).exec(file) ?? [];
    return folder === undefined ? [] : [{ row, folder, mayImport, length: name.length }];
  }).sort((a, b) => b.length - a.length);
  // Each folder of `shared` has a row of its own.
  return layer?.folder === SHARED ? undefined : layer;
}

/** Imports that the table does not allow. */
function forbidden(found: readonly Import[]): string[] {
  return found
    .filter(({ from, to }) => {
      const layer = layerOf(from);
      return !layer || ![layer.folder, ...layer.mayImport].some((allowed) => isIn(to, allowed));
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Files that import each other, directly or through others: one line for each circle. */
function circles(found: readonly Import[]): string[] {
  const targets = Map.groupBy(found, ({ from }) => from);
  const done = new Set<string>();
  const result: string[][] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) return void result.push(path.slice(path.indexOf(file)));
    if (done.has(file)) return;
    for (const { to } of targets.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return result.map((circle) => circle.join(' → '));
}

describe('the source', () => {
  test('imports only what its layer may', () => {
    expect(imports.length).toBeGreaterThan(1000);
    expect(forbidden(imports)).toEqual([]);
  });

  test('has no file outside of the layers', () => {
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
    expect(layerOf('functions/shared/new/a.ts')).toBeUndefined();
  });

  test('of the benchmarks names no file of the tests in another way either', () => {
    const naming = files.filter(
      (file) => /^(bench|harness)\//.test(file) && /['"`]test\//.test(sourceText(file)),
    );
    expect(naming).toEqual([]);
  });

  test('has no circle of imports', () => {
    expect(circles(imports)).toEqual([]);
  });
});

describe('the table', () => {
  test('points upwards only: each layer imports from rows above its own', () => {
    const wrong = LAYERS.flatMap(([row, mayImport], at) =>
      files
        .filter((file) => mayImport.some((allowed) => isIn(file, allowed)))
        .filter((file) => (layerOf(file)?.row ?? at) >= at)
        .map((file) => `${row} may import ${file}`),
    );
    expect(wrong).toEqual([]);
  });

  test('names only files and folders that exist', () => {
    const names = LAYERS.flatMap(([row, mayImport]) => [row.replace('/*', ''), ...mayImport]);
    const absent = names.filter((name) => !files.some((file) => isIn(file, name)));
    expect(absent).toEqual([]);
  });
});

describe('an import that breaks the rules is found', () => {
  test.each([
    ['functions/login-hook/a.ts', 'functions/logout-hook/b.ts'],
    ['functions/logout-hook/a.ts', 'functions/login-hook/b.ts'],
    ['functions/authorizer/a.ts', 'functions/expire/b.ts'],
    ['functions/expire/a.ts', 'functions/authorizer/b.ts'],
    ['functions/expire/deep/a.ts', 'functions/login-hook/deep/b.ts'],
    ['functions/shared/runtime/a.ts', 'functions/shared/identity/b.ts'],
    ['functions/shared/identity/a.ts', 'functions/shared/runtime/b.ts'],
    ['functions/shared/sessions/a.ts', 'functions/shared/store/b.ts'],
    ['functions/shared/sessions/a.ts', 'functions/shared/cookie/b.ts'],
    ['functions/shared/cookie/a.ts', 'functions/shared/store/b.ts'],
    ['functions/shared/store/a.ts', 'functions/shared/cookie/b.ts'],
    ['functions/shared/store/a.ts', 'functions/shared/hook/b.ts'],
    ['functions/shared/hook/a.ts', 'functions/login-hook/b.ts'],
    ['functions/shared/sessions/a.ts', 'functions/expire/b.ts'],
    ['functions/authorizer/a.ts', 'lib/b.ts'],
    ['functions/shared/hook/a.ts', 'local/b.ts'],
    ['functions/login-hook/a.ts', 'cli/b.ts'],
    ['functions/login-hook/a.ts', 'bench/b.ts'],
    ['functions/login-hook/a.ts', 'test/support/b.ts'],
    ['functions/login-hook/a.ts', 'package/b.ts'],
    ['lib/a.ts', 'functions/authorizer/authorizer.ts'],
    ['lib/config/a.ts', 'functions/shared/store/redis-client.ts'],
    // The name of a wall is not the start of another's.
    ['lib/a.ts', 'functions/shared/runtime/outcome.ts.ts'],
    ['lib/a.ts', 'local/b.ts'],
    ['lib/a.ts', 'cli/b.ts'],
    ['lib/a.ts', 'bench/b.ts'],
    ['lib/a.ts', 'test/b.ts'],
    ['local/gateway/a.ts', 'cli/b.ts'],
    ['local/a.ts', 'bench/b.ts'],
    ['local/a.ts', 'test/b.ts'],
    ['cli/a.ts', 'test/b.ts'],
    ['cli/a.ts', 'bench/b.ts'],
    ['package/a.ts', 'cli/b.ts'],
    ['bench/a.ts', 'cli/b.ts'],
    ['bench/a.ts', 'test/unit/b.ts'],
    ['bench/a.ts', 'test/support/b.ts'],
    ['harness/a.ts', 'test/support/b.ts'],
    ['harness/a.ts', 'bench/b.ts'],
    ['lib/a.ts', 'harness/b.ts'],
    ['local/a.ts', 'harness/b.ts'],
    ['cli/a.ts', 'harness/b.ts'],
    ['functions/shared/new/a.ts', 'functions/shared/runtime/b.ts'],
    ['elsewhere/a.ts', 'lib/b.ts'],
  ])('%s → %s', (from, to) => {
    expect(forbidden([{ from, to }])).toEqual([`${from} imports ${to}`]);
  });

  test('however it is written', () => {
    const text = `
      import './plain.ts';
      import type { A } from '../types.ts';
      export * from './all.ts';
      export { b } from './some.ts';
      const c = await import('./later.ts');
      const d = require('./common.cjs');
      type E = import('./inline.ts').E;
      import { readFileSync } from 'node:fs';
      // import './comment.ts';
      const f = "import './text.ts'";`;
    expect(importsOf('lib/config/a.ts', text).map(({ to }) => to)).toEqual([
      'lib/config/plain.ts',
      'lib/types.ts',
      'lib/config/all.ts',
      'lib/config/some.ts',
      'lib/config/later.ts',
      'lib/config/common.cjs',
      'lib/config/inline.ts',
    ]);
  });

  test('in a circle of two files, of three, or of one', () => {
    const [ab, ba, bc, ca, aa] = ['ab', 'ba', 'bc', 'ca', 'aa'].map(([from = '', to = '']) => ({
      from,
      to,
    })) as [Import, Import, Import, Import, Import];
    expect(circles([ab, bc])).toEqual([]);
    expect(circles([ab, ba])).toEqual(['a → b']);
    expect(circles([ab, bc, ca])).toEqual(['a → b → c']);
    expect(circles([aa])).toEqual(['a']);
  });
});
