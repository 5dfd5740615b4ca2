import { describe, expect, test } from '@jest/globals';
import {
  formatCookieValue,
  parseUnverifiedCookieValue,
} from '../../../functions/shared/cookie/cookie-value.ts';

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
