import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DataDirInUseError, lockDataDir } from '../../../local/data-dir-lock.ts';
import type { Endpoints } from '../../../local/endpoints.ts';
import { HELP } from '../../../local/options.mjs';
import { type DataDir, dataDir } from '../../../local/paths.ts';
import { Progress } from '../../../local/progress.mjs';
import { welcome } from '../../../local/welcome.ts';

const endpoints = {
  siteUrl: 'http://www.example.localhost:8000',
  wikiUrl: 'http://wiki.example.localhost:8080',
  ownWiki: false,
  wikis: [
    {
      url: 'http://wiki.example.localhost:8080',
      access: 'public',
      origin: 'http://127.0.0.1:1',
      assertionKeysFile: '/keys',
    },
  ],
  demoUser: 'alice',
  demoPassword: 'wonderland',
} as Endpoints;

describe('what npm start says', () => {
  test('once all is up: addresses, users, password, what to try, how to stop, on 80 columns', () => {
    const text = welcome(new Progress({ write: () => {} }, {}), endpoints, 21.6);
    for (const expected of ['after 22 s', `${endpoints.siteUrl}/`, `${endpoints.wikiUrl}/Home`, 'alice, bob'])
      expect(text).toContain(expected);
    expect(text).toMatch(/password wonderland[\s\S]*Log in[\s\S]*wiki[\s\S]*Log out[\s\S]*Ctrl-C/);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('of several wikis, which is private, and where one of your own is', () => {
    const [first] = endpoints.wikis;
    const second = { ...first, url: 'http://wiki2.example.localhost:8080', access: 'private' };
    const several = { ...endpoints, ownWiki: true, wikis: [first, second] } as Endpoints;
    const text = welcome(new Progress({ write: () => {} }, {}), several, 1);
    expect(text).toMatch(
      /wiki {4}http:\/\/wiki\.example\.localhost:8080\/\n +goes on to http:\/\/127\.0\.0\.1:1\n/,
    );
    expect(text).toContain('wiki 2  http://wiki2.example.localhost:8080/Home  (private)');
    // One's own wiki has no panel that shows it.
    expect(text).toMatch(/2\. Open the wiki: your wiki gets the headers[\s\S]*3\..* they are gone\./);
    expect(text).not.toContain('shows what it was told');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('coloured it is the same text', () => {
    const plain = welcome(new Progress({ write: () => {} }, {}), endpoints, 1);
    const coloured = welcome(new Progress({ write: () => {} }, { FORCE_COLOR: '1' }), endpoints, 1);
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  test('with --help, on 80 columns', () => {
    expect(widest(HELP)).toBeLessThanOrEqual(80);
  });
});

describe('a second npm start in the same folder', () => {
  let dir: DataDir;
  beforeEach(() => {
    dir = dataDir(mkdtempSync(join(tmpdir(), 'wiki-sso-lock-')));
  });
  afterEach(() => rmSync(dir.root, { recursive: true }));

  test('is told where the first one is, and how to have a second', async () => {
    // Any process with this name among its arguments counts as one that runs.
    const first = spawn('/bin/sh', ['-c', 'echo up; read -r line', 'start.ts'], { stdio: 'pipe' });
    await once(first.stdout, 'data');
    writeFileSync(join(dir.root, 'instance.pid'), String(first.pid));
    const lock = () => lockDataDir(dir);
    expect(lock).toThrow(DataDirInUseError);
    expect(lock).toThrow(/still starting, or stopping/);
    writeFileSync(dir.endpointsFile, JSON.stringify(endpoints));
    expect(lock).toThrow(
      new RegExp(`process ${first.pid}.*\n.*${endpoints.siteUrl}/\n.*Ctrl-C.*\n.*--data-dir`),
    );
    first.stdin.end();
    await once(first, 'exit');
    lock()();
  });
});

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => [...line].length));
}
