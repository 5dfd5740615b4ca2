import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readConfigOf } from '../../../../lib/config/config-file.ts';

const KEYS = {
  cookieDomain: 'example.com',
  wikis: [{ host: 'wiki.example.com', origin: 'https://origin.example.net' }],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wiki-sso-config-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads with a file of that text beside CDK context. */
function read(text: string, context: Record<string, unknown> = {}) {
  const file = join(folder, 'wiki-sso.json');
  writeFileSync(file, text);
  return readConfigOf(context, file);
}

test('the configuration comes from its file, and a key of the command line counts before it', () => {
  expect(read(JSON.stringify({ ...KEYS, cookieAgeDays: 7 }))).toMatchObject({ cookieAgeDays: 7 });
  expect(read(JSON.stringify({ ...KEYS, cookieAgeDays: 7 }), { cookieAgeDays: '3' })).toMatchObject({
    cookieAgeDays: 3,
  });
});

test('or from CDK context alone, where there is no file or none is wanted', () => {
  for (const path of ['', join(folder, 'nowhere.json')])
    expect(readConfigOf(KEYS, path)).toMatchObject({ cookieDomain: 'example.com' });
});

test('in the file every key that is none of ours is refused, in CDK context only a slip of ours', () => {
  expect(() => read(JSON.stringify({ ...KEYS, comment: 'x' }))).toThrow(/ {2}comment: unknown key/);
  expect(() => read(JSON.stringify(KEYS), { comment: 'x', '@aws-cdk/core:x': true })).not.toThrow();
});

test.each([
  ['{', /wiki-sso\.json: expected JSON, got a file that does not parse/],
  ['[]', /wiki-sso\.json: expected a JSON object, got another JSON value/],
])('a file that is %s is an error that names it', (text, message) => {
  expect(() => read(text)).toThrow(message);
});
