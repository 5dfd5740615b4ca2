import { describe, expect, test } from '@jest/globals';
import { REFUSED, SAVED, trySaving } from '../support/saving.ts';
import { endpoints } from '../support/system-under-test.ts';
import { Visitor } from '../support/visitor.ts';
import { whoIs } from '../support/wiki.ts';
import { agedCookie, logInByHook } from '../support/wiki-cookie.ts';

const { cookieName } = endpoints;
const STALE = `${cookieName}=carol##${'0'.repeat(64)}`;
const IN_TIME_MS = 2_000;

const whoSends = (cookie: string) => whoIs(new Visitor(), { cookie });
const whoSaves = (cookie: string) => trySaving(new Visitor(), { cookie });

describe('one cookie name, sent several times', () => {
  test('oauth2-proxy 2606: the live one counts, whether a stale one stands before or after it', async () => {
    const { pair, value } = await logInByHook('carol');
    for (const cookies of [
      [STALE, pair],
      [pair, STALE],
      [`${cookieName}=`, pair, `${cookieName}=""`],
      [`${cookieName}="${value}"`, STALE],
      [STALE, `other=${pair}`, pair, 'x=y'],
    ]) {
      expect([cookies, await whoSends(cookies.join('; '))]).toEqual([cookies, 'carol']);
    }
    expect(await whoSaves(`${STALE}; ${pair}`)).toEqual(SAVED);
  });

  test('vouch-proxy 433: of two live ones of one user either will do', async () => {
    const [one, other] = [await logInByHook('carol'), await logInByHook('carol')];
    expect(await whoSends(`${one.pair}; ${other.pair}`)).toBe('carol');
    expect(await whoSends(`${other.pair}; ${one.pair}`)).toBe('carol');
  });

  test('live ones of two users make nobody, in either order, and no edit', async () => {
    const [carol, mallory] = [await logInByHook('carol'), await logInByHook('mallory')];
    for (const cookies of [
      `${carol.pair}; ${mallory.pair}`,
      `${mallory.pair}; ${carol.pair}`,
      `${STALE}; ${mallory.pair}; ${carol.pair}`,
    ]) {
      expect(await whoSends(cookies)).toBeUndefined();
      expect(await whoSaves(cookies)).toEqual(REFUSED);
    }
  });

  test('the live one is not found among more than a browser would send', async () => {
    const { pair } = await logInByHook('carol');
    const stale = Array.from({ length: 4 }, (_, i) => `${cookieName}=carol##${String(i).repeat(64)}`);
    expect(await whoSends([...stale, pair].join('; '))).toBeUndefined();
    expect(await whoSends([...stale.slice(1), pair].join('; '))).toBe('carol');
  });
});

describe('a cookie that is none', () => {
  const broken: [string, () => string][] = [
    ['of nearly 10 KB', () => `${cookieName}=${'a'.repeat(9_700)}`],
    ['of 300 pairs', () => Array.from({ length: 300 }, (_, i) => `${cookieName}=${i}`).join('; ')],
    ['empty', () => `${cookieName}=`],
    ['of separators', () => `;;=;${cookieName};"${cookieName}="; ;,`],
    ['of quotes', () => `${cookieName}="; ${cookieName}=""; ${cookieName}="""`],
    ['with bytes that are no UTF-8', () => `${cookieName}=\xff#\xfe#${'0'.repeat(64)}`],
    ['with a lone surrogate', () => `${cookieName}=\xed\xa0\x80##${'0'.repeat(64)}`],
    ['with a lone surrogate, encoded', () => `${cookieName}=%ED%A0%80##${'0'.repeat(64)}`],
    ['with a broken escape', () => `${cookieName}=%##${'0'.repeat(64)}`],
    ['with nothing but escapes', () => `${cookieName}=${'%00'.repeat(1_000)}`],
    ['for __proto__', () => `__proto__=1; ${cookieName}=__proto__##constructor`],
    ['for a command of the store', () => `${cookieName}=*3%0D%0A$6%0D%0AZADD##x`],
  ];

  test.each(broken)('%s: its sender is nobody, in time', async (_, make) => {
    const started = performance.now();
    expect(await whoSends(make())).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(IN_TIME_MS);
  });

  test('a header over 10 KB never reaches the bridge', async () => {
    const page = await new Visitor().send(`${endpoints.wikiUrl}/Home`, {
      cookie: `${cookieName}=${'a'.repeat(12_000)}`,
    });
    expect(page.status).toBe(431);
  });

  test('the live one is found among 200 others and broken ones', async () => {
    const { pair } = await logInByHook('carol');
    const others = Array.from({ length: 200 }, (_, i) => `c${i}=${i}`);
    expect(await whoSends([...others.slice(100), '=;', '"', pair, ...others.slice(0, 100)].join('; '))).toBe(
      'carol',
    );
  });

  test('every change of one character of a live one makes it dead', async () => {
    const { value } = await logInByHook('carol');
    for (const other of [
      value.slice(1),
      value.slice(0, -1),
      value.toUpperCase(),
      ` ${value}x`,
      `%63${value.slice(1)}`,
    ]) {
      expect(await whoSends(`${cookieName}=${other}`)).toBeUndefined();
      expect(await whoSaves(`${cookieName}=${other}`)).toEqual(REFUSED);
    }
  });
});

describe('the age of a cookie', () => {
  const DAY = 86_400;
  test('counts at every read, long before anything is pruned', async () => {
    expect(await whoSends((await agedCookie('dora', 13.99 * DAY)).pair)).toBe('dora');
    const { pair } = await agedCookie('dora', 14.01 * DAY);
    expect(await whoSends(pair)).toBeUndefined();
    expect(await whoSaves(pair)).toEqual(REFUSED);
  });

  test('a score further in the future than clocks may differ is dead', async () => {
    expect(await whoSends((await agedCookie('dora', -250)).pair)).toBe('dora');
    for (const age of [-400, -30 * DAY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
      const { pair } = await agedCookie('dora', age);
      expect(await whoSends(pair)).toBeUndefined();
      expect(await whoSaves(pair)).toEqual(REFUSED);
    }
  });
});
