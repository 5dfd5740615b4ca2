import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';

const FUNCTIONS = join(ROOT, 'functions');
const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const files = readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'));

/** The first comment of a file, if it is one sentence on one line. */
const headOf = (file: string) =>
  /^\/\*\* (.+\.) \*\/\n/.exec(readFileSync(join(FUNCTIONS, file), 'utf8'))?.[1] ?? 'no first comment';

describe('docs/architecture.md', () => {
  test.each(files)('says of functions/%s what its first comment says', (file) => {
    expect(page).toContain(`| \`${file}\` | ${headOf(file)} |`);
  });

  test('lists no file that does not exist', () => {
    const listed = [...page.slice(page.indexOf('### Each file of')).matchAll(/^\| `([\w/-]+\.ts)` \|/gm)].map(
      ([, file]) => file,
    );
    expect(listed.sort()).toEqual([...files].sort());
  });

  test('names no file of functions/ that does not exist', () => {
    const section = page.slice(page.indexOf('## The way of a request'), page.indexOf('### Each file of'));
    const named = [...section.matchAll(/`([\w/-]+\.ts)`/g)].map(([, file]) => file as string);
    const known = (name: string) => files.some((file) => file === name || file.endsWith(`/${name}`));
    expect(named.filter((name) => !known(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });
});
