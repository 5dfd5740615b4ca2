import { describe, expect, test } from '@jest/globals';
import {
  cookieValues,
  deletingCookie,
  loginCookie,
  setCookieLine,
} from '../../../functions/shared/cookie/cookie-header.ts';

const values = (...pairs: string[]) => cookieValues(pairs, 'wiki_sso');

describe('finding the wiki cookie', () => {
  test('works on pairs that the gateway has split, and on a whole header', () => {
    expect(values('a=1', 'wiki_sso=x#y#z', 'b=2')).toEqual(['x#y#z']);
    expect(values('a=1; wiki_sso=x#y#z; b=2')).toEqual(['x#y#z']);
    expect(values('a=1;wiki_sso=x#y#z;b=2')).toEqual(['x#y#z']);
  });

  test('keeps everything after the first equals sign', () => {
    expect(values('wiki_sso=a=b==')).toEqual(['a=b==']);
  });

  test('takes no other name for it', () => {
    expect(
      values('wiki_sso2=x', 'xwiki_sso=x', 'WIKI_SSO=x', 'wiki_sso', 'wiki_sso =x', '=wiki_sso'),
    ).toEqual([]);
  });

  test('oauth2-proxy 2606: finds the name several times, in order, equal values once', () => {
    expect(values('wiki_sso=old', 'wiki_sso=new; wiki_sso=old')).toEqual(['old', 'new']);
  });

  test('drops the outer quotes that some servers write, and nothing inside', () => {
    expect(values('wiki_sso="a@b"')).toEqual(['a@b']);
    expect(values('wiki_sso="a"b"')).toEqual(['a"b']);
    expect(values('wiki_sso=""a""')).toEqual(['"a"']);
    expect(values('wiki_sso="a', 'wiki_sso=a"', 'wiki_sso="')).toEqual(['"a', 'a"', '"']);
  });

  test('counts a cookie with and without quotes as one', () => {
    expect(values('wiki_sso="a@b"', 'wiki_sso=a@b')).toEqual(['a@b']);
  });

  test('takes an empty value for no cookie', () => {
    expect(values('wiki_sso=', 'wiki_sso=""', 'wiki_sso= ')).toEqual([]);
    expect(values()).toEqual([]);
  });

  test('drops blanks and tabs around a pair, and no other white space', () => {
    expect(values(' \twiki_sso=a\t ')).toEqual(['a']);
    expect(values('wiki_sso=a\u00a0')).toEqual(['a\u00a0']);
    expect(values('\u00a0wiki_sso=a')).toEqual([]);
  });

  test('is not put off by broken neighbours', () => {
    expect(values(';;;=; =x; \ud800; "unclosed; wiki_sso=a; ;')).toEqual(['a']);
  });

  test('reads 300 cookies and 10 KB in no time', () => {
    const many = Array.from({ length: 300 }, (_, i) => `cookie${i}=${'x'.repeat(20)}`).join('; ');
    const started = performance.now();
    expect(values(`${many}; wiki_sso=a; ${' \t'.repeat(5000)}x`)).toEqual(['a']);
    expect(performance.now() - started).toBeLessThan(100);
  });
});

const SETTINGS = { name: 'wiki_sso', domain: 'example.com', cookieAgeSeconds: 1_209_600 };

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
