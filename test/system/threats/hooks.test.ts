import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseHookSecret } from '../../../functions/shared/hook/hook-signature.ts';
import type { Signing } from '../../../harness/signed-hook.ts';
import { callHook, sendHook, signedHeaders } from '../support/hooks.ts';
import { StoreView } from '../support/store.ts';
import { endpoints } from '../support/system-under-test.ts';
import { Visitor } from '../support/visitor.ts';
import { whoIs } from '../support/wiki.ts';
import { logInByHook } from '../support/wiki-cookie.ts';

const CAROL = { username: 'carol', email: 'carol@example.com' };
const TOLERANCE_SECONDS = 300;
const store = new StoreView();
afterAll(() => store.close());

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Status of a login whose `webhook-signature` is made of the right one. */
async function statusWith(signature: (right: string) => string, options: Signing = {}): Promise<number> {
  const text = JSON.stringify(CAROL);
  const headers = signedHeaders(text, options);
  const given = signature(headers['webhook-signature'] ?? '');
  return (await sendHook('login', text, { ...headers, 'webhook-signature': given })).status;
}

describe('a hook that was recorded', () => {
  test('wp-discourse 257: replayed inside the tolerance it is 409, at either hook, and changes nothing', async () => {
    const { member, pair } = await logInByHook('carol');
    const text = JSON.stringify({ member });
    const headers = signedHeaders(text);
    expect((await sendHook('logout', text, headers)).status).toBe(200);
    const size = await store.size();
    for (const name of ['logout', 'login'])
      expect([400, 409]).toContain((await sendHook(name, text, headers)).status);
    expect(await store.size()).toBe(size);
    expect(await whoIs(new Visitor(), { cookie: pair })).toBeUndefined();
  });

  test('wp-discourse 257: a login that is replayed is 409 and gives no second cookie', async () => {
    const text = JSON.stringify(CAROL);
    const headers = signedHeaders(text);
    expect((await sendHook('login', text, headers)).status).toBe(200);
    const replayed = await Promise.all(Array.from({ length: 5 }, () => sendHook('login', text, headers)));
    for (const { status, headers: answer } of replayed) {
      expect(status).toBe(409);
      expect(answer.get('set-cookie')).toBeNull();
    }
  });

  test('wp-discourse 257: of the same login sent ten times at once one counts', async () => {
    const text = JSON.stringify(CAROL);
    const headers = signedHeaders(text);
    const size = await store.size();
    const answers = await Promise.all(Array.from({ length: 10 }, () => sendHook('login', text, headers)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    expect(await store.size()).toBe(size + 1);
  });

  test('wp-discourse 257: replayed outside the tolerance it is 401', async () => {
    const text = JSON.stringify(CAROL);
    const headers = signedHeaders(text, { at: secondsAgo(TOLERANCE_SECONDS - 2) });
    expect((await sendHook('login', text, headers)).status).toBe(200);
    await sleep(3_500);
    expect((await sendHook('login', text, headers)).status).toBe(401);
  });

  test('wp-discourse 257: its id is remembered for as long as its signature can count', async () => {
    const id = randomUUID();
    // Signed by a clock that is ahead: such a hook stays fresh for ten minutes.
    expect((await callHook('login', CAROL, { id, at: secondsAgo(-TOLERANCE_SECONDS + 5) })).status).toBe(200);
    expect(await store.hookIdSeconds(id)).toBeGreaterThan(2 * TOLERANCE_SECONDS);
  });
});

describe('signatures as Standard Webhooks has them', () => {
  test('Standard Webhooks: a full stop in webhook-id is refused', async () => {
    expect((await callHook('login', CAROL, { id: 'msg.1' })).status).toBe(401);
    // With it, the boundary between id and timestamp could be moved without breaking the signature.
    const at = Math.floor(Date.now() / 1000);
    const text = JSON.stringify(CAROL);
    const headers = signedHeaders(text, { id: `msg.${at}` });
    const moved = {
      ...headers,
      'webhook-id': 'msg',
      'webhook-timestamp': `${at}.${headers['webhook-timestamp']}`,
    };
    expect((await sendHook('login', text, moved)).status).toBe(401);
  });

  test('Standard Webhooks: of several signatures one that is right is enough', async () => {
    const wrong = `v1,${Buffer.alloc(32).toString('base64')}`;
    expect(await statusWith((right) => `${wrong} ${right}`)).toBe(200);
    expect(await statusWith((right) => `${right} ${wrong}`)).toBe(200);
    expect(await statusWith(() => `${wrong} ${wrong}`)).toBe(401);
  });

  test('Standard Webhooks: an unknown version is passed over, and proves nothing', async () => {
    expect(await statusWith((right) => `v2,abc v1a,${right.slice(3)} ${right}`)).toBe(200);
    for (const version of ['v2', 'v1a', 'v0', 'V1', '', 'v1 ']) {
      expect([version, await statusWith((right) => `${version},${right.slice(3)}`)]).toEqual([version, 401]);
    }
  });

  test('Standard Webhooks: bad base64 is refused, also where a decoder would make the right bytes of it', async () => {
    for (const spoil of [
      (right: string) => right.slice(0, -1),
      (right: string) => `${right}=`,
      (right: string) => `${right}AAAA`,
      (right: string) => right.replace(/.=$/, '='),
      (right: string) => `v1,-${right.slice(4)}`,
      (right: string) => `v1, ${right.slice(3)}`,
      () => 'v1,',
      () => 'v1,====',
      () => ' ',
    ]) {
      expect(await statusWith(spoil)).toBe(401);
    }
    expect(await statusWith((right) => `v1,*** ${right}`)).toBe(200);
  });

  test('Standard Webhooks: neither id, timestamp nor body can be changed', async () => {
    const text = JSON.stringify(CAROL);
    const headers = signedHeaders(text);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect((await sendHook('login', text, { ...headers, 'webhook-id': randomUUID() })).status).toBe(401);
    expect((await sendHook('login', text, { ...headers, 'webhook-timestamp': later })).status).toBe(401);
    expect((await sendHook('login', text, { ...headers, 'webhook-timestamp': `0${later}` })).status).toBe(
      401,
    );
    expect((await sendHook('login', `${text} `, headers)).status).toBe(401);
    expect((await sendHook('login', text.replace('carol', 'boss'), headers)).status).toBe(401);
  });
});

describe('the answer to a bad signature', () => {
  test('DiscourseConnect: never shows the signature that was expected', async () => {
    const text = JSON.stringify(CAROL);
    const headers = signedHeaders(text);
    const expected = createHmac('sha256', parseHookSecret(endpoints.hookSecret))
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`)
      .digest();
    expect(headers['webhook-signature']).toBe(`v1,${expected.toString('base64')}`);
    const {
      status,
      body,
      headers: answer,
    } = await sendHook('login', text, {
      ...headers,
      'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
    });
    expect(status).toBe(401);
    const shown = JSON.stringify([body, ...answer]);
    for (const form of ['base64', 'base64url', 'hex'] as const)
      expect(shown).not.toContain(expected.toString(form));
    expect(shown).not.toContain(endpoints.hookSecret);
    // The id of a hook that was refused stays good for the site that really signs it.
    expect((await sendHook('login', text, headers)).status).toBe(200);
  });
});

describe('a hook that a browser was made to send', () => {
  const forged: [string, string, RequestInit][] = [
    ['a cross-site GET', 'login', {}],
    ['a cross-site GET to the logout', 'logout?username=carol', {}],
    ['an unsigned POST', 'login', { method: 'POST', body: JSON.stringify(CAROL) }],
    ['an unsigned form', 'logout', { method: 'POST', body: new URLSearchParams({ username: 'carol' }) }],
    ['a form in plain text', 'logout', { method: 'POST', body: '{"username":"carol","x":"="}' }],
    ['a PUT', 'logout', { method: 'PUT', body: '{"username":"carol"}' }],
    ['a DELETE', 'logout', { method: 'DELETE' }],
  ];
  test.each(forged)('better-auth 9991: %s is refused and has no effect', async (_, path, init) => {
    const { pair } = await logInByHook('carol');
    const size = await store.size();
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', cookie: pair };
    const answer = await fetch(`${endpoints.hooksUrl}/${path}`, { ...init, headers });
    expect([401, 404]).toContain(answer.status);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await store.size()).toBe(size);
    expect(await whoIs(new Visitor(), { cookie: pair })).toBe('carol');
  });

  test('better-auth 9991: no other origin is told that it may ask', async () => {
    const answer = await fetch(`${endpoints.hooksUrl}/login`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'webhook-signature',
      },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a body that was meant for the other hook', () => {
  test('a login body at the logout hook is 400 and logs nobody out', async () => {
    const { pair } = await logInByHook('carol');
    expect((await callHook('logout', CAROL)).status).toBe(400);
    expect((await callHook('logout', { ...CAROL, email: '' })).status).toBe(400);
    expect(await whoIs(new Visitor(), { cookie: pair })).toBe('carol');
  });

  test('a logout body at the login hook is 400 and logs nobody in', async () => {
    const { member } = await logInByHook('carol');
    const size = await store.size();
    for (const body of [{ member }, { username: 'carol' }, { username: 'carol', member }]) {
      const { status, headers } = await callHook('login', body);
      expect(status).toBe(400);
      expect(headers.get('set-cookie')).toBeNull();
    }
    expect(await store.size()).toBe(size);
  });

  test('a recorded login, sent to the logout hook before it arrives, does not use its id up', async () => {
    const text = JSON.stringify(CAROL);
    const headers = signedHeaders(text);
    expect((await sendHook('logout', text, headers)).status).toBe(400);
    expect((await sendHook('login', text, headers)).status).toBe(200);
  });
});
