import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const COMMAND = join('cli', 'wiki-sso.mjs');

/** Runs the command as an operator does, with nothing of this machine's accounts. */
function wikiSso(...args: string[]) {
  const { PATH } = process.env;
  const ended = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8', env: { PATH } });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

test('--version shows the version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(wikiSso('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('a command line that cannot be used', () => {
  test.each([
    [['revoke'], "missing required argument 'user'", 'wiki-sso revoke [options] <user>'],
    [['rotate', 'assertion'], "required option '--file <path>'", 'wiki-sso rotate assertion [options]'],
    [['whois', 'alice##key'], 'too many arguments', 'wiki-sso whois [options]'],
    [['status', '--stack'], 'argument missing', 'wiki-sso status [options]'],
    [['smoke', '--wiki', 'x'], 'http', 'wiki-sso smoke [options]'],
    [['revok'], 'Did you mean revoke?', 'wiki-sso [options] [command]'],
  ])('%j: says why, in a line, and how the command is called', (args, why, usage) => {
    const { code, stdout, stderr } = wikiSso(...args);
    const [line = '', ...rest] = stderr.trimEnd().split('\n');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(line).toMatch(/^wiki-sso: /);
    expect(line).toContain(why);
    expect(rest).toEqual([`Usage: ${usage}`, `More: ${usage.replace(/ (\[|<).*/, '')} --help`]);
  });

  test('is repeated without what a terminal would obey', () => {
    const { stderr } = wikiSso('revoke', 'a', '\u001b[31m\u202e\nb');
    expect(stderr.split('\n')[0]).toMatch(/\\u001b\[31m\\u202e b\.$/);
  });
});
