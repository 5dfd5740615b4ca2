import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';

// The choice is the owner's: until README.md names a licence, nothing else may.

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const [, section = ''] = /^## Licence\n\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(read('README.md')) ?? [];
const CLAIM = /^\s*"?licen[cs]e"?\s*[:=]|Classifier: License|"License ::|SPDX-License-Identifier:/im;

test('no manifest, licence file or source claims a licence that the README does not name', () => {
  const files = execFileSync('git', ['ls-files', '-z', '--', '.', ':!*package-lock.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).split('\0');
  const texts = files.filter((path) => /(\.toml|\.json|\.in|\.cfg|\.mjs|\.ts|\.py|\.js)$/.test(path));
  const claims = [
    ...files.filter((path) => /(^|\/)(licen[cs]e|copying)(\.\w+)?$/i.test(path)),
    ...texts.filter((path) => path !== 'test/unit/docs/licence.test.ts' && CLAIM.test(read(path))),
  ];
  expect(texts.length).toBeGreaterThan(300);
  expect(section).toMatch(/^None yet: /);
  expect(claims).toEqual([]);
});

test.each([
  'license = "MIT"',
  '  "license": "MIT",',
  'license = { text = "MIT" }',
  '"License :: OSI Approved"',
])('a manifest with %s is found', (line) => expect(line).toMatch(CLAIM));
