import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeEndpoints } from '../../../local/endpoints.ts';
import { writeSecretWhole } from '../../../local/secret-file.ts';
import { printed, wikiSso, wikiSsoOnTerminal } from '../support/command-line.ts';
import { callHook } from '../support/hooks.ts';
import { INSTANCE_DIR, Operator, stackOutput } from '../support/operator.ts';
import { endpoints } from '../support/system-under-test.ts';

const operator = new Operator();
const hookSecretId = stackOutput('HookSecretArn');
const assertionSecretId = stackOutput('Wiki0AssertionSecretArn');
const folder = mkdtempSync(join(tmpdir(), 'wiki-sso-rotation-'));
const SITE_SECRET = join(INSTANCE_DIR, 'site-hook-secret');
const AT_ONCE = ['--wait', '0', '--local'];
let oldAssertionKey: string;

beforeAll(async () => {
  oldAssertionKey = await operator.currentSecret(assertionSecretId);
});
// The other tests, the demo site and the demo wiki know the old values.
afterAll(async () => {
  await operator.restore(hookSecretId, endpoints.hookSecret);
  writeEndpoints(join(INSTANCE_DIR, 'endpoints.json'), endpoints);
  writeSecretWhole(SITE_SECRET, `${endpoints.hookSecret}\n`);
  await operator.restore(assertionSecretId, oldAssertionKey);
  for (const part of ['LoginHook', 'LogoutHook', 'Authorizer']) await operator.restart(part);
  operator.close();
  rmSync(folder, { recursive: true });
});

async function hookStatus(secret: string): Promise<number> {
  return (await callHook('logout', { member: '0'.repeat(64) }, { secret })).status;
}

/** Instead of five minutes for the hooks' caches to run out once the old secret is dropped. */
function restartWhenDropped(): Promise<void> {
  return restartWhen(
    async () =>
      (await operator.currentSecret(hookSecretId)) === (await operator.previousSecret(hookSecretId)),
  );
}

/** Instead of the 30 s after which a hook function reads its secret again. */
function restartWhenStored(old: string): Promise<void> {
  return restartWhen(async () => (await operator.currentSecret(hookSecretId)) !== old);
}

async function restartWhen(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
  for (const part of ['LoginHook', 'LogoutHook']) await operator.restart(part);
}

function neverPrinted(...secrets: string[]): void {
  for (const text of printed) for (const secret of secrets) expect(text).not.toContain(secret);
}

test('the hook secret: both are accepted until the operator says that the site has the new one', async () => {
  const file = join(folder, 'new-secret');
  const begun = await wikiSso(['rotate', 'hook', '--begin', '--yes', '--file', file, '--json', ...AT_ONCE]);
  expect({ code: begun.code, ...JSON.parse(begun.stdout) }).toMatchObject({ code: 0, finished: false });
  const fresh = readFileSync(file, 'utf8').trim();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(fresh).toMatch(/^[A-Za-z0-9]{44}$/);
  expect([await hookStatus(endpoints.hookSecret), await hookStatus(fresh)]).toEqual([200, 200]);

  // A third would push the one out that the site still signs with.
  const again = await wikiSso(['rotate', 'hook', '--begin', '--yes', ...AT_ONCE]);
  expect({ code: again.code, stderr: again.stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--finish'),
  });
  expect(await hookStatus(endpoints.hookSecret)).toBe(200);
  expect((await wikiSso(['doctor', '--local'])).stdout).toMatch(/^warn {2}secrets .+still counts/m);

  const restarted = restartWhenDropped();
  const finished = await wikiSso(['rotate', 'hook', '--finish', '--yes', '--json', ...AT_ONCE]);
  await restarted;
  expect({ code: finished.code, ...JSON.parse(finished.stdout) }).toMatchObject({ code: 0, finished: true });
  expect([await hookStatus(endpoints.hookSecret), await hookStatus(fresh)]).toEqual([401, 200]);
  expect(readFileSync(SITE_SECRET, 'utf8').trim()).toBe(fresh);
  const { stdout: seen } = await wikiSso(['doctor', '--local']);
  expect(seen).toMatch(/^ok {4}site /m);
  expect((await wikiSso(['rotate', 'hook', '--finish', '--yes', ...AT_ONCE])).code).toBe(2);
  neverPrinted(fresh, endpoints.hookSecret);
}, 120_000);

test('the hook secret on a terminal: a no in the middle leaves both accepted, and --finish works later', async () => {
  const old = await operator.currentSecret(hookSecretId);
  const stored = restartWhenStored(old);
  const stopped = await wikiSsoOnTerminal(
    ['rotate', 'hook', ...AT_ONCE],
    [
      ['[y/N]', 'y\r'],
      ['Does every process', 'n\r'],
    ],
  );
  await stored;
  expect(stopped).toMatchObject({ code: 3, left: [], screen: expect.stringContaining('--finish') });
  const fresh = await operator.currentSecret(hookSecretId);
  expect([await hookStatus(old), await hookStatus(fresh)]).toEqual([200, 200]);

  const restarted = restartWhenDropped();
  const finished = await wikiSsoOnTerminal(['rotate', 'hook', '--finish', ...AT_ONCE], [['[y/N]', 'y\r']]);
  await restarted;
  expect(finished).toMatchObject({ code: 0, left: [] });
  expect([await hookStatus(old), await hookStatus(fresh)]).toEqual([401, 200]);
  neverPrinted(old, fresh);
}, 120_000);

test('an assertion key: written to a file for the wiki first, and used only after that', async () => {
  const file = join(folder, 'new-key');
  const begun = await wikiSso(['rotate', 'assertion', '--begin', '--file', file, ...AT_ONCE]);
  expect(begun.code).toBe(0);
  const fresh = readFileSync(file, 'utf8').trim();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await operator.currentSecret(assertionSecretId)).toBe(oldAssertionKey);
  // What may be the only copy of a key is not written over.
  expect((await wikiSso(['rotate', 'assertion', '--begin', '--file', file, ...AT_ONCE])).code).toBe(2);

  const unasked = await wikiSso(['rotate', 'assertion', '--finish', '--file', file, ...AT_ONCE]);
  expect(unasked.code).toBe(3);
  expect(await operator.currentSecret(assertionSecretId)).toBe(oldAssertionKey);

  const args = ['rotate', 'assertion', '--finish', '--yes', '--file', file, '--json', ...AT_ONCE];
  const finishing = wikiSso(args);
  while ((await operator.currentSecret(assertionSecretId)) !== fresh) await new Promise(setImmediate);
  await operator.restart('Authorizer');
  const { code, stdout } = await finishing;
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({
    code: 0,
    finished: true,
    kid: expect.stringMatching(/^[0-9a-f]{8}$/),
  });
  neverPrinted(fresh, oldAssertionKey);
}, 120_000);
