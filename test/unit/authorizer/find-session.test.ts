import { beforeEach, describe, expect, test } from '@jest/globals';
import { findSession } from '../../../functions/authorizer/find-session.ts';
import { formatCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';
import { memberOf } from '../../../functions/shared/sessions/store-keys.ts';
import { FakeSessionStore } from '../../support/fake-session-store.ts';

const AGE = 14 * 86_400;
let store: FakeSessionStore;
let now: number;
let keys: number;
beforeEach(() => {
  store = new FakeSessionStore();
  now = Date.now() / 1000;
  keys = 0;
});

/** A cookie value of a user, and, with a score, its place in the store. */
function cookie(username: string, score?: number): string {
  const key = String(keys++).padStart(64, '0');
  const value = formatCookieValue({ username, email: `${username}@example.com` }, key);
  if (score !== undefined) store.add(memberOf(value), score);
  return value;
}

const find = (...values: string[]) =>
  findSession(store, values, { cookieAgeSeconds: AGE }, Date.now() + 1000);
const isOf = (username: string) =>
  expect.objectContaining({ identity: expect.objectContaining({ username }) });

describe('one cookie', () => {
  test('that is live gives its session', async () => {
    const value = cookie('alice', now - 10);
    expect(await find(value)).toEqual({
      identity: { username: 'alice', email: 'alice@example.com' },
      member: memberOf(value),
      score: now - 10,
    });
  });

  test('that the store does not know is dead, whatever it says', async () => {
    expect(await find(cookie('alice'))).toBe('dead-cookie');
    expect(await find('nonsense')).toBe('dead-cookie');
    expect(await find('\ud800#\udfff#')).toBe('dead-cookie');
  });

  test('past its age is dead although it was not pruned', async () => {
    expect(await find(cookie('alice', now - AGE - 1))).toBe('dead-cookie');
    expect(await find(cookie('alice', now - AGE + 10))).toEqual(isOf('alice'));
  });

  test('from too far in the future is dead', async () => {
    expect(await find(cookie('alice', now + 310))).toBe('dead-cookie');
    expect(await find(cookie('alice', Number.POSITIVE_INFINITY))).toBe('dead-cookie');
  });

  test('vouch-proxy 187: is dead as soon as its user is revoked', async () => {
    const value = cookie('alice', now - 10);
    expect(await find(value)).toEqual(isOf('alice'));
    store.revoke('alice', now - 5);
    expect(await find(value)).toBe('dead-cookie');
  });

  test('made after a revocation is live', async () => {
    store.revoke('alice', now - 20);
    expect(await find(cookie('alice', now - 10))).toEqual(isOf('alice'));
  });

  test('GHSA-hjj4-hfjm-fmrj: a revocation is of one spelling of upper and lower case, and of every normal form', async () => {
    store.revoke('alice', now);
    expect(await find(cookie('Alice', now - 10))).toEqual(isOf('Alice'));
    store.revoke('\u00e1lice', now);
    expect(await find(cookie('a\u0301lice', now - 10))).toBe('dead-cookie');
  });

  test.each([
    ['two parts', 'alice#a@b'],
    ['no user', `#a@b#${'5e'.repeat(32)}`],
    ['an encoding of its own', `%61lice#a@b#${'5e'.repeat(32)}`],
    ['a line break in the name', `a%0Ab#a@b#${'5e'.repeat(32)}`],
    ['two @', `alice#a@evil.com@good.com#${'5e'.repeat(32)}`],
  ])('in the set but with %s is dead', async (_what, value) => {
    store.add(memberOf(value), now);
    expect(await find(value)).toBe('dead-cookie');
  });

  test('is not taken for another that shares its name', async () => {
    cookie('alice', now);
    expect(await find(cookie('alice'))).toBe('dead-cookie');
  });
});

describe('several cookies', () => {
  test('vouch-proxy 42: the live one counts, whether it comes first or last', async () => {
    const live = cookie('alice', now - 10);
    expect(await find(cookie('alice'), live)).toEqual(isOf('alice'));
    expect(await find(live, cookie('alice'))).toEqual(isOf('alice'));
    expect(await find('nonsense', cookie('bob', now - AGE - 1), live)).toEqual(isOf('alice'));
  });

  test('of one user: the newest counts, in any order', async () => {
    const [oldest, newest, middle] = [
      cookie('alice', now - 30),
      cookie('alice', now - 10),
      cookie('alice', now - 20),
    ];
    const found = expect.objectContaining({ member: memberOf(newest) });
    for (const order of [
      [oldest, newest, middle],
      [newest, middle, oldest],
      [middle, oldest, newest],
    ]) {
      expect(await find(...order)).toEqual(found);
    }
  });

  test('that are live and of two users conflict, in any order', async () => {
    const [alice, mallory] = [cookie('alice', now - 20), cookie('mallory', now - 10)];
    expect(await find(alice, mallory)).toBe('conflicting-cookies');
    expect(await find(mallory, alice)).toBe('conflicting-cookies');
    expect(await find(cookie('x'), alice, cookie('alice', now), mallory)).toBe('conflicting-cookies');
  });

  test('of two users do not conflict when the other one is revoked or past its age', async () => {
    store.revoke('mallory', now);
    const dead = [cookie('mallory', now - 10), cookie('bob', now - AGE - 1)];
    expect(await find(...dead, cookie('alice', now - 20))).toEqual(isOf('alice'));
  });

  test('are looked up to the number of four; more are dead, and the store is not asked', async () => {
    const three = [cookie('alice'), cookie('alice'), cookie('alice')];
    const live = cookie('alice', now);
    expect(await find(...three, live)).toEqual(isOf('alice'));
    store.runs = 0;
    expect(await find(...three, cookie('alice'), live)).toBe('dead-cookie');
    expect(store.runs).toBe(0);
  });
});

describe('asking the store', () => {
  test('takes one round trip: each hash, with the revocation of whom the cookie names', async () => {
    const [alice, bob] = [cookie('alice', now), cookie('bob')];
    await find(alice, bob, 'nonsense');
    expect(store.runs).toBe(1);
    expect(store.lookups).toEqual([
      { set: 'wiki_cookie_keys', member: memberOf(alice) },
      { set: '{wiki_cookie_keys}:revoked', member: 'alice' },
      { set: 'wiki_cookie_keys', member: memberOf(bob) },
      { set: '{wiki_cookie_keys}:revoked', member: 'bob' },
      { set: 'wiki_cookie_keys', member: memberOf('nonsense') },
      { set: '{wiki_cookie_keys}:revoked', member: '' },
    ]);
  });

  test('fails when the store does', async () => {
    store.goDown();
    await expect(find(cookie('alice', now))).rejects.toMatchObject({ code: 'store_unreachable' });
  });
});
