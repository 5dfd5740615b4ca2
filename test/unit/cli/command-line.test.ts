import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';

// Each test starts a process on a machine that may be busy.
jest.setTimeout(60_000);

const COMMAND = join('cli', 'wiki-sso.mjs');

/** Runs the command as an operator does, without the accounts of this machine. */
function wikiSso(...args: string[]) {
  return wikiSsoIn({}, ...args);
}

const NO_ACCOUNT = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

function wikiSsoIn(environment: NodeJS.ProcessEnv, ...args: string[]) {
  const env = { PATH: process.env.PATH, ...NO_ACCOUNT, ...environment };
  const ended = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8', env });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

test('--version shows the version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(wikiSso('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('an invalid command line', () => {
  test.each([
    [['revoke'], "missing required argument 'user'", 'wiki-sso revoke [options] <user>'],
    [['rotate', 'assertion'], "required option '--file <path>'", 'wiki-sso rotate assertion [options]'],
    [['whois', 'alice##key'], 'too many arguments', 'wiki-sso whois [options]'],
    [['status', '--stack'], 'argument missing', 'wiki-sso status [options]'],
    [['smoke', '--wiki', 'x'], 'http', 'wiki-sso smoke [options]'],
    [['revok'], 'Did you mean revoke?', 'wiki-sso [options] [command]'],
  ])('%j: the error names the reason, and the usage follows', (args, why, usage) => {
    const { code, stdout, stderr } = wikiSso(...args);
    const [line = '', ...rest] = stderr.trimEnd().split('\n');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(line).toMatch(/^wiki-sso: /);
    expect(line).toContain(why);
    expect(rest).toEqual([`Usage: ${usage}`, `More: ${usage.replace(/ (\[|<).*/, '')} --help`]);
  });

  test('is quoted without characters that a terminal obeys', () => {
    const { stderr } = wikiSso('revoke', 'a', '\u001b[31m\u202e\nb');
    expect(stderr.split('\n')[0]).toMatch(/\\u001b\[31m\\u202e b\.$/);
  });
});

describe('an account that cannot be reached', () => {
  const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  test.each([
    ['no region', {}, 'set AWS_REGION'],
    ['no credentials', { AWS_REGION: 'eu-west-1' }, 'set AWS_PROFILE'],
    ['an unknown profile', { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'nope' }, 'the profile nope'],
    ['an unknown region', { AWS_REGION: 'eu-nowhere-1', ...KEYS }, 'is the region right (AWS_REGION)'],
  ])('%s: one line with advice, from the real SDK’s error', (_, environment, advice) => {
    const { code, stdout, stderr } = wikiSsoIn(environment, 'status');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^wiki-sso: the stack WikiSso: .+\n$/);
    expect(stderr).toContain(advice);
    expect(stderr).toContain('--local');
  });
});
