import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';
import { anchorsOf, linksOf, markdownFiles, readMarkdown } from '../../support/markdown.ts';

/** Why a relative link of a file leads nowhere; undefined when it does not. */
function problemOf(file: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path)));
  if (target.startsWith('..')) return 'leads out of the project';
  if (path.startsWith('/')) return 'begins with /, which GitHub takes for its own root';
  if (!existsSync(join(ROOT, target))) return `there is no ${target}`;
  if (anchor === undefined) return undefined;
  if (statSync(join(ROOT, target)).isDirectory() || !target.endsWith('.md')) return undefined;
  return anchorsOf(readMarkdown(target)).has(decodeURIComponent(anchor))
    ? undefined
    : `${target} has no heading #${anchor}`;
}

const isRelative = (link: string) => !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link);

describe('every relative link leads somewhere', () => {
  test.each(markdownFiles())('%s', (file) => {
    const wrong = linksOf(readMarkdown(file))
      .filter(isRelative)
      .map((link) => [link, problemOf(file, link)])
      .filter(([, problem]) => problem !== undefined);
    expect(wrong).toEqual([]);
  });

  test('in files that have links at all', () => {
    const count = markdownFiles().flatMap((file) => linksOf(readMarkdown(file)).filter(isRelative)).length;
    expect(count).toBeGreaterThan(150);
  });
});

describe('a link', () => {
  test('is found in Markdown and HTML, and not in code', () => {
    const text = [
      '[a\nb](one.md#x) ![p](two.png "title") [![q](three.png)](four.md)',
      '`[c](no.md)` ``[d](`no.md`)``',
      '```js',
      'f[0](no)',
      '```',
      '[ref]: five.md',
      '<a href="six.md"><img src="seven.png"></a>',
    ].join('\n');
    expect(linksOf(text).sort()).toEqual(
      ['one.md#x', 'two.png', 'three.png', 'four.md', 'five.md', 'six.md', 'seven.png'].sort(),
    );
  });

  test.each([
    ['README.md', 'docs/none.md', 'there is no docs/none.md'],
    ['docs/security.md', 'contracts.md#nowhere', 'docs/contracts.md has no heading #nowhere'],
    ['README.md', '#nowhere', 'README.md has no heading #nowhere'],
    ['README.md', '../elsewhere.md', 'leads out of the project'],
    ['README.md', '/docs/security.md', 'begins with /'],
  ])('of %s to %s is found wrong', (file, link, problem) => {
    expect(problemOf(file, link)).toContain(problem);
  });
});

test('anchors are those that GitHub makes', () => {
  const headings = [
    '# By hand: bash, curl, openssl',
    '## `rotate` & [a link](x.md#y)',
    "## What it's for – in “3” steps_now",
    '## Same',
    '## Same',
    '```',
    '# no heading',
    '```',
    '<a id="own"></a>',
  ].join('\n');
  expect([...anchorsOf(headings)]).toEqual([
    'by-hand-bash-curl-openssl',
    'rotate--a-link',
    'what-its-for--in-3-steps_now',
    'same',
    'same-1',
    'own',
  ]);
});
