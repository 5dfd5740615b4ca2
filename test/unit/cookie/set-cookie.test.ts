import { describe, expect, test } from '@jest/globals';
import { deletingCookie, loginCookie, setCookieLine } from '../../../functions/shared/cookie/set-cookie.ts';

const SETTINGS = { name: 'wiki_sso', domain: 'example.com', ageSeconds: 1_209_600 };

describe('the cookie of a login', () => {
  test('lives a day longer than the session, so that a dead one still arrives and an edit is refused', () => {
    expect(setCookieLine(loginCookie(SETTINGS, 'a##b', { persistent: true }))).toBe(
      'wiki_sso=a##b; Domain=example.com; Path=/; Max-Age=1296000; Secure; HttpOnly; SameSite=Lax',
    );
  });

  test('that is not persistent has no Max-Age', () => {
    const cookie = loginCookie(SETTINGS, 'a##b', { persistent: false });
    expect(cookie.max_age).toBeNull();
    expect(setCookieLine(cookie)).toBe(
      'wiki_sso=a##b; Domain=example.com; Path=/; Secure; HttpOnly; SameSite=Lax',
    );
  });

  test('is described in the words of the contract', () => {
    expect(loginCookie(SETTINGS, 'a##b', { persistent: true })).toEqual({
      name: 'wiki_sso',
      value: 'a##b',
      domain: 'example.com',
      path: '/',
      max_age: 1_296_000,
      secure: true,
      http_only: true,
      same_site: 'Lax',
    });
  });
});

test('the deleting cookie has the same name, domain and path, nothing in it and no time left', () => {
  const cookie = deletingCookie(SETTINGS);
  expect(cookie).toMatchObject({ value: '', max_age: 0 });
  expect(setCookieLine(cookie)).toBe(
    'wiki_sso=; Domain=example.com; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax',
  );
});
