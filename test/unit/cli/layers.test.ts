import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';

const CLI = join(ROOT, 'cli');
/** From the bottom to the top. A file imports from its own folder and from lower lines only. */
const LAYERS = [
  ['cli-error.ts'],
  ['terminal', 'http'],
  ['report.ts', 'aws', 'site'],
  ['deployment'],
  ['doctor', 'rotation', 'smoke'],
  ['commands'],
  ['command-line'],
  ['main.ts'],
];

const files = readdirSync(CLI, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const sourceOf = (file: string) => readFileSync(join(CLI, file), 'utf8');

function layerOf(file: string): number {
  const [place = ''] = file.split('/');
  return LAYERS.findIndex((layer) => layer.includes(place));
}

function mayImport(file: string, imported: string): boolean {
  const [from, to] = [file, imported].map((name) => name.split('/')[0]);
  return from === to || layerOf(imported) < layerOf(file);
}

function importsOf(file: string): string[] {
  return [...sourceOf(file).matchAll(/(?:from|import\() ?'(\.[^']+)'/g)]
    .map(([, path = '']) => relative(CLI, join(CLI, dirname(file), path)))
    .filter((path) => !path.startsWith('..'));
}

describe('the files of cli/', () => {
  test('are in a layer, every one', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => layerOf(file) === -1)).toEqual([]);
  });

  test('import downwards only', () => {
    const upwards = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => !mayImport(file, imported))
        .map((imported) => `${file} imports ${imported}`),
    );
    expect(upwards).toEqual([]);
  });

  test('of smoke know only the format of the cookie of the functions', () => {
    const ofFunctions = files
      .filter((file) => file.startsWith('smoke/'))
      .flatMap((file) => [...sourceOf(file).matchAll(/'[./]+\/functions\/([^']+)'/g)])
      .map(([, path]) => path);
    expect(new Set(ofFunctions)).toEqual(new Set(['shared/cookie/cookie-value.ts']));
  });

  test('are refused an import that points up or sideways', () => {
    expect(mayImport('smoke/read-target.ts', 'command-line/smoke-options.ts')).toBe(false);
    expect(mayImport('aws/aws-call.ts', 'site/site.ts')).toBe(false);
    expect(mayImport('commands/smoke.ts', 'smoke/run-checks.ts')).toBe(true);
  });

  test.each(files)('%s says in its first comment, in one sentence, what it is for', (file) => {
    const [head = ''] = sourceOf(file).split(/\n\n/);
    expect(head).toMatch(/^\/\/ [A-Z`].{20,}\.$/s);
  });
});
