import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Login, Site } from '../../../cli/site/site.ts';
import { Browser } from '../../../cli/smoke/browser.ts';
import type { Target } from '../../../cli/smoke/target.ts';
import { showsUser } from '../../../cli/smoke/wiki-view.ts';
import { parseAssertionKey, signAssertion } from '../../../functions/authorizer/identity-assertion.ts';
import { parseHookSecret } from '../../../functions/shared/hook/hook-signature.ts';
import { KEYS_FILE, Operator, stackOutput, wikiOrigin } from '../support/operator.ts';
import { endpoints } from '../support/system-under-test.ts';
import { Traffic } from '../support/traffic.ts';

/** A failed signature has a container look for a newer secret, but no more often than this. */
const REFRESH_MS = 30_000;
const HOOK_FUNCTIONS = ['LoginHook', 'LogoutHook'];

const operator = new Operator();
const hookSecretId = stackOutput('HookSecretArn');
const assertionSecretId = stackOutput('Wiki0AssertionSecretArn');
const old = { hook: endpoints.hookSecret, assertion: '' };
const fresh = { hook: letters(33), assertion: letters(48) };

const target: Target = {
  wikiUrl: new URL(endpoints.wikiUrl),
  hooksUrl: new URL(endpoints.hooksUrl),
  hookKey: parseHookSecret(old.hook),
  access: 'public',
  username: 'rotation',
  email: 'rotation@example.com',
  echoPath: '/Home',
  expectText: 'rotation',
  titlePrefix: '/',
  severalCookiesPath: undefined,
  prune: undefined,
  defaultEndpoints: [],
  isLocal: true,
  requestTimeoutMs: 10_000,
  totalTimeoutMs: 120_000,
};
const site = new Site(target);
const browser = new Browser(target);

/** What the site signs with at the moment. */
let siteKey = parseHookSecret(old.hook);
let longSession: Login;
let hooks: Traffic;
let views: Traffic;

beforeAll(async () => {
  old.assertion = await operator.currentSecret(assertionSecretId);
  expect(readFileSync(KEYS_FILE, 'utf8').trim()).toBe(old.assertion);
  longSession = await site.login({}, { key: siteKey });
  hooks = new Traffic(40, logInAndOut);
  views = new Traffic(40, viewPage);
});

// The other tests and the demo site know the old secrets.
afterAll(async () => {
  await Promise.all([hooks.stop(), views.stop()]);
  await operator.restore(hookSecretId, old.hook);
  await operator.restore(assertionSecretId, old.assertion);
  writeFileSync(KEYS_FILE, `${old.assertion}\n`);
  await restart([...HOOK_FUNCTIONS, 'Authorizer']);
  operator.close();
});

test('cloudflare-access-for-atlassian 28: no hook is refused and nobody is logged out, until the old ones are dropped', async () => {
  await Promise.all([hooks.pass(10), views.pass(10)]);

  // The hook secret: first the bridge takes both, …
  await operator.rotate(hookSecretId, fresh.hook);
  const bridgeKnowsBoth = sleep(REFRESH_MS + 1000);

  // … and meanwhile the assertion key: first the wiki takes both, then the bridge signs with the new one.
  writeFileSync(KEYS_FILE, `${fresh.assertion}\n${old.assertion}\n`);
  await views.pass(10);
  await operator.rotate(assertionSecretId, fresh.assertion);
  await views.pass(20);
  // Instead of five minutes for the authorizer's caches to run out.
  await views.between(() => operator.restart('Authorizer'));
  await views.pass(20);
  writeFileSync(KEYS_FILE, `${fresh.assertion}\n`);
  await views.pass(20);

  // … then the site signs with the new secret.
  await bridgeKnowsBoth;
  siteKey = parseHookSecret(fresh.hook);
  await Promise.all([hooks.pass(40), views.pass(20)]);
  expect(await hookStatus(old.hook)).toBe(200);
  await operator.dropPrevious(hookSecretId);
  await hooks.between(() => restart(HOOK_FUNCTIONS));
  await Promise.all([hooks.pass(20), views.pass(20)]);
  await Promise.all([hooks.stop(), views.stop()]);

  const refused = `${hooks.refused.length} and ${views.refused.length} refused`;
  process.stderr.write(`rotation: ${hooks.done * 2} hooks and ${views.done} page views, ${refused}\n`);
  expect({ hooks: hooks.refused, views: views.refused }).toEqual({ hooks: [], views: [] });
  expect(await viewPage()).toBeUndefined();
}, 150_000);

test('cloudflare-access-for-atlassian 28: afterwards the old hook secret is refused, and the new one is not', async () => {
  expect(await hookStatus(old.hook)).toBe(401);
  expect(await hookStatus(fresh.hook)).toBe(200);
});

test('cloudflare-access-for-atlassian 28: afterwards the wiki takes no assertion by the old key, and takes one by the new', async () => {
  const origin = await wikiOrigin();
  const visit = (key: string) =>
    fetch(`${origin}/Home`, { headers: { 'x-wiki-identity': assertionBy(key) } });
  expect(await (await visit(fresh.assertion)).text()).toContain('rotation');
  const refused = await visit(old.assertion);
  expect({ status: refused.status, shown: (await refused.text()).includes('rotation') }).toEqual({
    status: 200,
    shown: false,
  });
});

/** Two hooks by the key that the site has now. */
async function logInAndOut(): Promise<string | undefined> {
  const { member } = await site.login({}, { key: siteKey });
  const { status, body } = await site.send('logout', { member }, { key: siteKey });
  return status === 200 && JSON.parse(body).removed === true ? undefined : `logout: ${status} ${body}`;
}

async function viewPage(): Promise<string | undefined> {
  const page = await browser.openEcho({ as: longSession });
  return page.status === 200 && showsUser(page, target)
    ? undefined
    : `${page.status} ${page.body.slice(0, 80)}`;
}

async function hookStatus(secret: string): Promise<number> {
  const body = { member: createHmac('sha256', 'nobody').update(secret).digest('hex') };
  return (await site.send('logout', body, { key: parseHookSecret(secret) })).status;
}

function assertionBy(key: string): string {
  const identity = { username: target.username, email: target.email };
  const frame = { issuer: 'wiki-sso', audience: target.wikiUrl.hostname, sessionId: '0'.repeat(16) };
  return signAssertion(parseAssertionKey(key), identity, { ...frame, issuedAt: Date.now() / 1000 });
}

async function restart(parts: readonly string[]): Promise<void> {
  for (const part of parts) await operator.restart(part);
}

/** Random letters and digits, which are base64 too. */
function letters(bytes: number): string {
  return randomBytes(bytes).toString('base64').replace(/[+/=]/g, 'x');
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
