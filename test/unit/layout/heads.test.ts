/** Holds the heads of the source files, and docs/architecture.md to the folders and files that exist. */

import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { headOf } from '../../support/file-head.ts';
import { readMarkdown } from '../../support/markdown.ts';
import { sourceFiles, sourceText } from '../../support/source-files.ts';

const PLACES = ['functions', 'lib', 'local', 'cli', 'package', 'bench', 'test/support', 'test/runner'];
const PLAIN = /^\S+: [A-Z`“].{15,180}\.$/;
const ODD = /\b(anybody|nobody|somebody|whoever|told|tells|stands? on|is to)\b/i;

const isIn = (places: readonly string[]) => (file: string) =>
  places.some((place) => file.startsWith(`${place}/`));
const files = sourceFiles().filter(isIn(PLACES));
const architecture = readMarkdown('docs/architecture.md');

describe('the head of a file', () => {
  test('says in a plain sentence what the file is for', () => {
    const heads = files.map((file) => `${file}: ${headOf(sourceText(file))}`);
    expect(heads.length).toBeGreaterThan(150);
    expect(heads.filter((head) => !PLAIN.test(head) || ODD.test(head))).toEqual([]);
  });

  test('is the first comment, when nothing but a shebang stands before it', () => {
    expect(headOf('#!/usr/bin/env node\n// Does this.\n// Then that.\n\ncode();')).toBe('Does this.');
    expect(headOf('/** Reads `a.ts`, twice. More. */\nimport "x";')).toBe('Reads `a.ts`, twice.');
    expect(headOf('/**\n * One sentence on\n * two lines.\n *\n * More.\n */\n')).toBe(
      'One sentence on two lines.',
    );
    expect(headOf("import 'x';\n\n/** Late. */\n")).toBeUndefined();
  });
});

describe('docs/architecture.md', () => {
  const named = Array.from(architecture.matchAll(/`([\w./-]+)`/g), ([, name = '']) => name);

  test('names each folder with source files', () => {
    const folders = [...new Set(files.map((file) => posix.dirname(file)))];
    expect(folders.length).toBeGreaterThan(20);
    expect(folders.filter((folder) => !named.includes(`${folder}/`))).toEqual([]);
  });

  test('names only files that exist', () => {
    const names = new Set(sourceFiles().flatMap((file) => [file, posix.basename(file)]));
    const mentioned = named.filter((name) => /\.(ts|mjs|cjs)$/.test(name));
    expect(mentioned.length).toBeGreaterThan(20);
    expect(mentioned.filter((name) => !names.has(name) && !names.has(posix.basename(name)))).toEqual([]);
  });
});
