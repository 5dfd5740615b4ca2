import { describe, expect, test } from '@jest/globals';
import {
  formatCookieValue,
  joinCookieValue,
  mintCookieValue,
  parseUnverifiedCookieValue,
  splitCookieValue,
} from '../../../functions/shared/cookie/cookie-value.ts';
import { InvalidBodyError } from '../../../functions/shared/runtime/errors.ts';

const KEY = '0123456789abcdef'.repeat(4);

describe('writing a cookie value', () => {
  test('leaves plain ASCII as the original wrote it', () => {
    expect(formatCookieValue({ username: 'alice', email: 'alice@example.com' }, KEY)).toBe(
      `alice#alice@example.com#${KEY}`,
    );
  });

  test('keeps every cookie-octet of RFC 6265 except # and %', () => {
    const octets = "!$&'()*+-./0123456789:<=>?@ABCXYZ[]^_`abcxyz{|}~";
    expect(formatCookieValue({ username: octets, email: '' }, KEY)).toBe(`${octets}##${KEY}`);
  });

  test.each([
    ['#', '%23'],
    ['%', '%25'],
    ['"', '%22'],
    [',', '%2C'],
    [';', '%3B'],
    ['\\', '%5C'],
    [' ', '%20'],
    ['é', '%C3%A9'],
    ['🦊', '%F0%9F%A6%8A'],
    ['\u200f', '%E2%80%8F'],
  ])('encodes %j', (character, encoded) => {
    expect(formatCookieValue({ username: `a${character}b`, email: `c${character}@d` }, KEY)).toBe(
      `a${encoded}b#c${encoded}@d#${KEY}`,
    );
  });
});

describe('reading a cookie value', () => {
  test('gives whom it names', () => {
    expect(parseUnverifiedCookieValue(`c%23%20fan#c%25@x#${KEY}`)).toEqual({
      identity: { username: 'c# fan', email: 'c%@x' },
      claims: {},
    });
  });

  test('gives the empty address of a user without one', () => {
    expect(parseUnverifiedCookieValue(`alice##${KEY}`)?.identity).toEqual({ username: 'alice', email: '' });
  });

  test('gives the claims beside the key', () => {
    const value = formatCookieValue({ username: 'alice', email: '' }, KEY, { exp: 1_795_417_200 });
    expect(value).toBe(`alice##${KEY}.eyJleHAiOjE3OTU0MTcyMDB9`);
    expect(parseUnverifiedCookieValue(value)?.claims).toEqual({ exp: 1_795_417_200 });
  });

  test('does not judge a key without claims, which an old writer made in its own way', () => {
    expect(parseUnverifiedCookieValue('alice#a@b#5x')).toEqual({
      identity: { username: 'alice', email: 'a@b' },
      claims: {},
    });
  });

  test('brings an NFD name of an old writer to NFC', () => {
    expect(parseUnverifiedCookieValue(`a%CC%81##${KEY}`)?.identity).toEqual({
      username: '\u00e1',
      email: '',
    });
  });

  test.each([
    ['nothing', ''],
    ['a key of another form before claims', 'alice#a@b#5x.eyJleHAiOjF9'],
    ['a key with a line break before claims', `alice#a@b#${KEY}\n.eyJleHAiOjF9`],
    ['claims with a line break after them', `alice#a@b#${KEY}.eyJleHAiOjF9\n`],
    ['one part', 'alice'],
    ['two parts', 'alice#a@b'],
    ['four parts', `alice#a@b#${KEY}#`],
    ['no name', `#a@b#${KEY}`],
    ['a blank name', `%20#a@b#${KEY}`],
    ['CR and LF in the name', `a%0D%0Ab#a@b#${KEY}`],
    ['NUL in the name', `a%00b#a@b#${KEY}`],
    ['a bad address', `alice#nobody#${KEY}`],
    ['two @', `alice#a@b@c#${KEY}`],
    ['lower-case hex', `a%c3%a9#a@b#${KEY}`],
    ['an escape that is not needed', `%61lice#a@b#${KEY}`],
    ['a character that needs an escape', `a,b#a@b#${KEY}`],
    ['bare UTF-8', `é#a@b#${KEY}`],
    ['a bare lone surrogate', `a\ud800#a@b#${KEY}`],
    ['a broken escape', `a%2#a@b#${KEY}`],
    ['bytes that are not UTF-8', `a%FF#a@b#${KEY}`],
    ['a name of 256 characters', `${'x'.repeat(256)}#a@b#${KEY}`],
  ])('gives nobody for %s', (_what, value) => {
    expect(parseUnverifiedCookieValue(value)).toBeUndefined();
  });
});

const ALICE = { username: 'alice', email: 'alice@example.com' };

describe('a minted cookie', () => {
  test('is username, email and a key of 32 bytes in lower-case hex', () => {
    expect(mintCookieValue('wiki_sso', ALICE)).toMatch(/^alice#alice@example\.com#[0-9a-f]{64}$/);
  });

  test('GHSA-f24x-5g9q-753f: is a fresh one at every login', () => {
    const values = new Set(Array.from({ length: 1000 }, () => mintCookieValue('wiki_sso', ALICE)));
    expect(values.size).toBe(1000);
  });

  test('names the user it was made for', () => {
    const identity = { username: 'Zoë # 100% 🦊', email: 'zoë,"x"@müller.example' };
    expect(parseUnverifiedCookieValue(mintCookieValue('wiki_sso', identity))).toEqual({
      identity,
      claims: {},
    });
  });
});

describe('a cookie too long for browsers', () => {
  const overhead = 'wiki_sso='.length + '##'.length + 64;
  const foxes = (count: number) => '🦊'.repeat(count);

  test('starts at 4,097 bytes of name and value', () => {
    // Twelve bytes a fox, and as many plain letters as make the sum exact.
    const email = `${foxes(252)}@x`;
    const username = foxes(80) + 'x'.repeat(4096 - overhead - 332 * 12 - '@x'.length - 1);
    const value = mintCookieValue('wiki_sso', { username: `${username}y`, email });
    expect('wiki_sso='.length + value.length).toBe(4096);
    expect(() => mintCookieValue('wiki_sso', { username: `${username}yz`, email })).toThrow(InvalidBodyError);
    expect(() => mintCookieValue('wiki_sso2', { username: `${username}y`, email })).toThrow(InvalidBodyError);
  });

  test('is refused by the name of the field that is longer once encoded', () => {
    const message = (username: string, email: string) => {
      try {
        return mintCookieValue('wiki_sso', { username, email });
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(message(foxes(255), `${foxes(200)}@x`)).toMatch(
      /^"username" makes the cookie longer than 4096 bytes/,
    );
    expect(message('x'.repeat(255) + foxes(90), `${foxes(252)}@x`)).toMatch(
      /^"email" makes the cookie longer/,
    );
  });
});

describe('the parts of a cookie value', () => {
  test.each([
    [
      'the format of 2012',
      `alice#a@b#${KEY}`,
      { username: 'alice', email: 'a@b', key: KEY, claims: undefined },
    ],
    ['claims', `alice##${KEY}.e30`, { username: 'alice', email: '', key: KEY, claims: 'e30' }],
    ['a second full stop', 'a#b#c.d.e', { username: 'a', email: 'b', key: 'c', claims: 'd.e' }],
    ['nothing in them', '##.', { username: '', email: '', key: '', claims: '' }],
  ])('are split, and joined to the same value: %s', (_what, value, parts) => {
    expect(splitCookieValue(value)).toEqual(parts);
    expect(joinCookieValue(parts)).toBe(value);
  });

  test.each(['', 'a', 'a#b', `a#b#${KEY}#`, 'a#b#c.d#e'])('are three, or there are none: %j', (value) => {
    expect(splitCookieValue(value)).toBeUndefined();
  });
});
