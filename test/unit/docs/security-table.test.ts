import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';

const text = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8').replace(/\s+/g, ' ');

/** A test as the page names it: the source files where it may stand, and its title or its name. */
interface Named {
  place: string;
  title: string;
}

// `threats/hooks`: “one title”, “another”
const BY_TITLE =
  /`((?:unit|property|stack|integration|faults|model|system|tools)\/[a-z/-]+)`(?:: (“[^”]+”(?:, “[^”]+”)*))?/g;
// `clients/django`: `test_one`, `test_another`
const BY_NAME = /`(clients\/[a-z]+)`: (`test_\w+`(?:, `test_\w+`)*)/g;
// smoke: “a title”
const OF_SMOKE = /smoke: (“[^”]+”)/g;

function named(): Named[] {
  const found = (pattern: RegExp, quoted: RegExp) =>
    [...text.matchAll(pattern)].flatMap(([, place = '', list = '']) => {
      const titles = [...list.matchAll(quoted)].map(([, title = '']) => title);
      return (titles.length > 0 ? titles : ['']).map((title) => ({ place, title }));
    });
  const smoke = [...text.matchAll(OF_SMOKE)].map(([, title = '']) => ({
    place: 'cli/smoke/checks',
    title: title.slice(1, -1),
  }));
  return [...found(BY_TITLE, /“([^”]+)”/g), ...found(BY_NAME, /`(\w+)`/g), ...smoke];
}

function sourceOf(place: string): string {
  const path =
    place.includes('/') && /^(clients|cli)\//.test(place) ? place : join('test', `${place}.test.ts`);
  const full = join(ROOT, path);
  if (!existsSync(full)) return '';
  const files = path.endsWith('.ts')
    ? [full]
    : sourcesIn(place.startsWith('clients') ? join(full, 'tests') : full);
  return files
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .replaceAll("\\'", "'");
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.(ts|py)$/.test(name))
    .map((name) => join(folder, name));
}

describe('the threats in docs/security.md', () => {
  test.each(named())('$place has a test called “$title”', ({ place, title }) => {
    expect(sourceOf(place)).not.toBe('');
    expect(sourceOf(place)).toContain(place.startsWith('clients') ? `def ${title}(` : title);
  });

  test('are all that the threat suite has tests for', () => {
    const suite = sourcesIn(join(ROOT, 'test', 'system', 'threats'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const titles = [
      ...suite.matchAll(
        /['"`]([A-Za-z][\w -]*? ?[\w-]*\d[\w-]*|ALBeast|DiscourseConnect|Standard Webhooks): /g,
      ),
    ];
    const ids = new Set(titles.map(([, id = '']) => id).filter((id) => /^[A-Za-z]/.test(id)));
    expect(ids.size).toBeGreaterThan(20);
    expect([...ids].filter((id) => !text.includes(id))).toEqual([]);
  });

  test('name every test file of the threat suite', () => {
    const files = readdirSync(join(ROOT, 'test', 'system', 'threats')).filter((name) =>
      name.endsWith('.test.ts'),
    );
    expect(
      files.filter((name) => !text.includes(`\`system/threats/${name.replace('.test.ts', '')}\``)),
    ).toEqual([]);
  });
});
