import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { callHook, sendHook, signedHeaders } from './support/hooks.ts';
import { memberOf, StoreView } from './support/store.ts';
import { endpoints } from './support/system-under-test.ts';
import { Visitor } from './support/visitor.ts';
import { whoIs } from './support/wiki.ts';

const store = new StoreView();
afterAll(() => store.close());

const login = { username: 'carol', email: 'carol@example.com' };
const LATE = 6 * 60_000;

describe('the login hook over HTTP', () => {
  test('answers with a cookie that the wiki takes', async () => {
    const { status, body, headers } = await callHook('login', login);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      cookie: { name: endpoints.cookieName, path: '/', secure: true, http_only: true, same_site: 'Lax' },
      member: memberOf(body.cookie.value),
      set_cookie: headers.get('set-cookie'),
    });
    expect(await whoIs(new Visitor(), { cookie: `${endpoints.cookieName}=${body.cookie.value}` })).toBe(
      'carol',
    );
  });

  test('a username with an umlaut, quotes and a hash comes back whole', async () => {
    const { status, body } = await callHook('login', { username: 'Jürgen "#1"; Ω', email: '' });
    expect(status).toBe(200);
    expect(body.cookie.value).toMatch(/^[!#-+\--:<-[\]-~]+$/);
  });
});

describe('a hook that is refused', () => {
  const signed = (headers: Record<string, string | undefined>) => ({ headers });
  test.each([
    ['unsigned', 401, login, signed({ 'webhook-signature': undefined })],
    ['without an id', 401, login, signed({ 'webhook-id': undefined })],
    ['without a timestamp', 401, login, signed({ 'webhook-timestamp': undefined })],
    ['signed with another secret', 401, login, { secret: Buffer.alloc(33, 7).toString('base64') }],
    ['too old', 401, login, { at: new Date(Date.now() - LATE) }],
    ['from the future', 401, login, { at: new Date(Date.now() + LATE) }],
    ['of another media type', 415, login, signed({ 'content-type': 'text/plain' })],
    ['no JSON', 400, '{"username":', {}],
    ['no object', 400, '["alice"]', {}],
    ['without a username', 400, { email: '' }, {}],
    ['with a username of the wrong type', 400, { username: 7, email: '' }, {}],
    ['with a username of 256 characters', 400, { username: 'a'.repeat(256), email: '' }, {}],
    ['with a control character', 400, { username: 'a\u0000b', email: '' }, {}],
    ['with an email that is two', 400, { username: 'a', email: 'a@evil.com@good.com' }, {}],
    [
      'with a cookie that no browser would keep',
      400,
      { username: '李'.repeat(255), email: `${'李'.repeat(251)}@x` },
      {},
    ],
    ['a logout body', 400, { member: 'a'.repeat(64) }, {}],
    ['too large', 413, { ...login, note: 'x'.repeat(9000) }, {}],
  ])('%s', async (_, status, body, options) => {
    const before = await store.size();
    const answer = await callHook('login', body, options);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(JSON.stringify(answer.body)).not.toMatch(/v1,| {4}at /);
    expect(await store.size()).toBe(before);
  });

  test('tampered with', async () => {
    const text = JSON.stringify(login);
    const answer = await sendHook('login', text.replace('carol', 'boss'), signedHeaders(text));
    expect(answer.status).toBe(401);
  });

  test.each(['login', 'logout'] as const)('replayed at the %s hook', async (replayedAt) => {
    const id = randomUUID();
    expect((await callHook('login', login, { id })).status).toBe(200);
    const body = replayedAt === 'login' ? login : { username: 'carol' };
    expect((await callHook(replayedAt, body, { id })).status).toBe(409);
  });

  test('called with GET, or elsewhere', async () => {
    expect((await fetch(`${endpoints.hooksUrl}/login`)).status).toBe(404);
    expect((await sendHook('other', '{}', signedHeaders('{}'))).status).toBe(404);
  });
});

describe('the logout hook over HTTP', () => {
  test('ends one cookie by its member, and says so once', async () => {
    const { body } = await callHook('login', login);
    const cookie = `${endpoints.cookieName}=${body.cookie.value}`;
    const first = await callHook('logout', { member: body.member });
    expect(first.body).toMatchObject({ removed: true, cookie: { max_age: 0 } });
    expect(await whoIs(new Visitor(), { cookie })).toBeUndefined();
    expect((await callHook('logout', { member: body.member })).body.removed).toBe(false);
  });

  test('ends all cookies of a user, and a login after it counts', async () => {
    const cookies = [];
    for (let i = 0; i < 2; i++) {
      const { body } = await callHook('login', { username: 'dave', email: '' });
      cookies.push(`${endpoints.cookieName}=${body.cookie.value}`);
    }
    expect((await callHook('logout', { username: 'dave' })).status).toBe(200);
    for (const cookie of cookies) expect(await whoIs(new Visitor(), { cookie })).toBeUndefined();
    const { body } = await callHook('login', { username: 'dave', email: '' });
    expect(await whoIs(new Visitor(), { cookie: `${endpoints.cookieName}=${body.cookie.value}` })).toBe(
      'dave',
    );
  });

  test('ends the cookie that a login replaces', async () => {
    const { body } = await callHook('login', login);
    await callHook('login', { ...login, replaces: body.member });
    expect(await store.score(body.member)).toBeUndefined();
  });

  test.each([
    ['a login body', login],
    ['both at once', { member: 'a'.repeat(64), username: 'carol' }],
    ['neither', {}],
    ['a member in capitals', { member: 'A'.repeat(64) }],
  ])('refuses %s', async (_, body) => {
    expect((await callHook('logout', body)).status).toBe(400);
  });
});
