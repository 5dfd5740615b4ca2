import { describe, expect, test } from '@jest/globals';
import { bridge, log, useBridge, valkey } from '../support/use-bridge.ts';

useBridge();

const visitor = async (value: string) => (await bridge.viewWith(value)).context?.username;
const nowSeconds = () => Date.now() / 1000;

describe('a logout by member', () => {
  test('ends that session, deletes the cookie and says so', async () => {
    const { value, member } = await bridge.cookieOf('alice');
    const { status, cookies, json } = await bridge.hook('logout', { member });

    expect(status).toBe(200);
    const line = 'wiki_sso=; Domain=example.com; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax';
    expect(cookies).toEqual([line]);
    expect(json).toEqual({
      cookie: expect.objectContaining({ name: 'wiki_sso', value: '', max_age: 0, domain: 'example.com' }),
      set_cookie: line,
      removed: true,
    });
    expect(await visitor(value)).toBe('');
  });

  test('leaves the other sessions of the user alone', async () => {
    const laptop = await bridge.cookieOf('alice');
    const phone = await bridge.cookieOf('alice');
    await bridge.hook('logout', { member: laptop.member });
    expect(await visitor(phone.value)).toBe('alice');
  });

  test('is answered with removed: false the second time, under a new id', async () => {
    const { member } = await bridge.cookieOf('alice');
    await bridge.hook('logout', { member });
    expect((await bridge.hook('logout', { member })).json.removed).toBe(false);
  });
});

describe('a logout by username', () => {
  test('ends every session of that user, and of nobody else', async () => {
    const sessions = [await bridge.cookieOf('alice'), await bridge.cookieOf('alice')];
    const bob = await bridge.cookieOf('bob');
    const { status, json } = await bridge.hook('logout', { username: 'alice' });

    expect([status, json.removed]).toEqual([200, true]);
    for (const { value } of sessions) expect(await visitor(value)).toBe('');
    expect(await visitor(bob.value)).toBe('bob');
  });

  test('does not touch a login that follows', async () => {
    await bridge.cookieOf('alice');
    await bridge.hook('logout', { username: 'alice' });
    expect(await visitor((await bridge.cookieOf('alice')).value)).toBe('alice');
  });

  test('says removed: true also when there was nothing', async () => {
    expect((await bridge.hook('logout', { username: 'nobody-yet' })).json.removed).toBe(true);
  });

  test('GHSA-hjj4-hfjm-fmrj: names are compared in NFC and case counts', async () => {
    const composed = await bridge.cookieOf('\u00e1lice', '');
    const capital = await bridge.cookieOf('Alice', '');
    await bridge.hook('logout', { username: 'a\u0301lice' });
    await bridge.hook('logout', { username: 'alice' });
    expect(await visitor(composed.value)).toBe('');
    expect(await visitor(capital.value)).toBe('Alice');
  });

  test('covers a session that a small step back of the clock put ahead', async () => {
    const { value, member } = await bridge.cookieOf('alice');
    await valkey.admin.zadd('wiki_cookie_keys', nowSeconds() + 20, member);
    await bridge.hook('logout', { username: 'alice' });
    expect(await visitor(value)).toBe('');
    expect(await visitor((await bridge.cookieOf('alice')).value)).toBe('alice');
  });

  test('covers a session that a large step back of the clock put ahead, and does not lock the user out', async () => {
    const { value, member } = await bridge.cookieOf('alice');
    await valkey.admin.zadd('wiki_cookie_keys', nowSeconds() + 120, member);
    expect(await visitor(value)).toBe('alice');
    await bridge.hook('logout', { username: 'alice' });
    expect(await visitor(value)).toBe('');
    const revokedAt = Number(await valkey.admin.zscore('{wiki_cookie_keys}:revoked', 'alice'));
    expect(revokedAt).toBeLessThan(nowSeconds() + 30);
    expect(await visitor((await bridge.cookieOf('alice')).value)).toBe('alice');
  });

  test('never moves a revocation back', async () => {
    const ahead = nowSeconds() + 25;
    await valkey.admin.zadd('{wiki_cookie_keys}:revoked', ahead, 'alice');
    await bridge.hook('logout', { username: 'alice' });
    expect(Number(await valkey.admin.zscore('{wiki_cookie_keys}:revoked', 'alice'))).toBeCloseTo(ahead, 3);
  });
});

describe('a logout with a bad body', () => {
  test.each([
    ['a login', { username: 'alice', email: 'alice@example.com' }, '"email" belongs to a login'],
    ['a login without an email', { username: 'alice', email: '' }, '"email" belongs to a login'],
    ['both', { username: 'alice', member: 'a'.repeat(64) }, 'exactly one'],
    ['neither', {}, 'exactly one'],
    ['a short member', { member: 'abc' }, '"member" must be 64'],
    ['a member in upper case', { member: 'A'.repeat(64) }, '"member" must be 64'],
    ['a member that is a number', { member: 1 }, '"member" must be a string'],
    ['an empty username', { username: '' }, '"username" is empty'],
  ])('is refused for %s, and logs nobody out', async (_what, body, message) => {
    const { value } = await bridge.cookieOf('alice');
    const { status, json } = await bridge.hook('logout', body);
    expect(status).toBe(400);
    expect(json.error).toEqual({ code: 'invalid_body', message: expect.stringContaining(message) });
    expect(await visitor(value)).toBe('alice');
  });
});

test('the log tells one session, no session and all sessions apart, by short names that open nothing', async () => {
  const { member } = await bridge.cookieOf('alice');
  log.clear();
  await bridge.hook('logout', { member });
  await bridge.hook('logout', { member });
  await bridge.hook('logout', { username: 'alice' });
  const sid = member.slice(0, 16);
  expect(log.records).toMatchObject([
    { Function: 'logout-hook', Outcome: 'session_closed', sid },
    { Function: 'logout-hook', Outcome: 'session_unknown', sid },
    { Function: 'logout-hook', Outcome: 'user_revoked' },
  ]);
  expect(log.text).not.toContain(member);
  expect(log.text).not.toContain('alice');
});

test('django-reversion 296 (37): a logout everywhere that is delivered late, or twice, ends no later login', async () => {
  const old = (await bridge.hook('login', { username: 'alice', email: '' })).json;
  await new Promise((resolve) => setTimeout(resolve, 5));
  const young = (await bridge.hook('login', { username: 'alice', email: '' })).json;
  for (let i = 0; i < 2; i++) {
    const { status } = await bridge.hook('logout', { username: 'alice', before: old.issued_at });
    expect(status).toBe(200);
  }
  const revoked = Number(await valkey.admin.zscore('{wiki_cookie_keys}:revoked', 'alice'));
  expect(revoked).toBe(old.issued_at);
  expect(young.issued_at).toBeGreaterThan(revoked);
});
