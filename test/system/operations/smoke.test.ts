import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHECKS } from '../../../cli/smoke/check-list.ts';
import type { CheckResult } from '../../../cli/smoke/check-results.ts';
import { INSTANCE_DIR, Operator, stackOutput, wikiOrigin } from '../support/operator.ts';
import { StoreView } from '../support/store.ts';
import { endpoints } from '../support/system-under-test.ts';

const USER = 'wiki-sso-smoke';
/** What only AWS has, or this wiki does not do. */
const NOT_APPLICABLE = ['several-set-cookie', 'tls', 'hsts', 'default-endpoint'];

const operator = new Operator();
const store = new StoreView();
let origin: string;
let otherSecret: string;

beforeAll(async () => {
  origin = await wikiOrigin();
  otherSecret = await operator.createSecret(`smoke-${Date.now()}`, 'A'.repeat(44));
});
afterAll(() => {
  operator.close();
  store.close();
});

/** Runs smoke as an operator does, in a process of its own. */
function smoke(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const { PATH, HOME } = process.env;
  const aws = {
    AWS_ENDPOINT_URL: endpoints.awsEndpointUrl,
    AWS_REGION: endpoints.awsRegion,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const child = spawn('npm', ['run', '--silent', 'smoke', '--', ...args], {
    env: { PATH, HOME, ...aws, DATA_DIR: INSTANCE_DIR },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...texts }));
  });
  return { child, ended };
}

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const explicitly = (wiki: string, secretId: string) => [
  ...['--local', '--json', '--wiki', wiki, '--hooks', endpoints.hooksUrl, '--secret-id', secretId],
];

function idsOf({ stdout }: Ended, outcome: CheckResult['outcome']): string[] {
  const { results } = JSON.parse(stdout) as { results: CheckResult[] };
  return results.filter((result) => result.outcome === outcome).map(({ id }) => id);
}

describe('smoke', () => {
  test('finds everything in order, and leaves no user logged in', async () => {
    const before = Date.now() / 1000;
    const ended = await smoke('--local', '--json').ended;

    expect({ code: ended.code, failed: idsOf(ended, 'fail') }).toEqual({ code: 0, failed: [] });
    expect(idsOf(ended, 'not applicable')).toEqual(NOT_APPLICABLE);
    expect(idsOf(ended, 'pass')).toHaveLength(CHECKS.length - NOT_APPLICABLE.length);
    for (const user of [USER, `${USER}-2`]) expect(await store.revokedAt(user)).toBeGreaterThan(before);
    expect(ended.stdout + ended.stderr).not.toContain(endpoints.hookSecret);
  }, 120_000);

  test('prints a table, with options in place of the stack', async () => {
    const args = explicitly(endpoints.wikiUrl, stackOutput('HookSecretArn'));
    const { code, stdout, stderr } = await smoke(...args.filter((arg) => arg !== '--json')).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^pass {2}Login: the answer is the contract, to the letter +a cookie for /m);
    expect(stdout).toMatch(/^\d+ passed, 0 failed, \d+ not applicable in \d+\.\d s$/m);
    expect(stderr).toContain(`[${CHECKS.length}/${CHECKS.length}]`);
  }, 120_000);

  test('with another secret only the login fails; checks that need a login are not applicable', async () => {
    const ended = await smoke(...explicitly(endpoints.wikiUrl, otherSecret)).ended;
    expect({ code: ended.code, failed: idsOf(ended, 'fail') }).toEqual({ code: 1, failed: ['login'] });
    expect(idsOf(ended, 'pass')).toEqual(expect.arrayContaining(['unsigned-hook', 'forged-signature']));
  }, 120_000);

  test('at the wiki itself, past the gateway, the checks of the gateway fail', async () => {
    const ended = await smoke(...explicitly(origin, stackOutput('HookSecretArn'))).ended;
    expect(ended.code).toBe(1);
    expect(idsOf(ended, 'fail')).toEqual(
      expect.arrayContaining([
        'user-page',
        'forged-headers',
        'invented-cookie',
        'logout-member',
        'conflicting-cookies',
      ]),
    );
    expect(idsOf(ended, 'pass')).toEqual(
      expect.arrayContaining(['login', 'replayed-hook', 'forged-signature', 'media-type']),
    );
  }, 120_000);

  test('Ctrl-C stops it, and logs out the users it had logged in', async () => {
    const before = Date.now() / 1000;
    const { child, ended } = smoke('--local');
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (text: string) => text.includes('[3/') && resolve());
    });
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(await store.revokedAt(USER)).toBeGreaterThan(before);
  }, 60_000);

  test.each([
    [
      'a secret that is not there',
      explicitly(endpoints.wikiUrl, 'no-such-secret'),
      'the secret no-such-secret: there is none',
    ],
    ['a wiki that is not there', explicitly('http://wiki.localhost:1', 'HOOK'), 'nothing listens on port 1'],
    ['an option that is not there', ['--locally'], "unknown option '--locally'"],
  ])(
    'refuses %s',
    async (_, args, message) => {
      const given = args.map((arg) => (arg === 'HOOK' ? stackOutput('HookSecretArn') : arg));
      const { code, stdout, stderr } = await smoke(...given).ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    },
    60_000,
  );
});
