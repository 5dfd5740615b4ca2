import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cookieValues } from '../../functions/shared/cookie/cookie-header.ts';
import {
  encodeField,
  formatCookieValue,
  parseUnverifiedCookieValue,
} from '../../functions/shared/cookie/cookie-value.ts';
import { anyEmail, anyName, anyText } from '../support/arbitrary-names.ts';
import { isLegalEmail, isLegalUsername } from '../support/legal-names.ts';

const RUNS = { numRuns: 10_000 };
const KEY = '0123456789abcdef'.repeat(4);

const legalIdentity = fc
  .record({ username: anyName(), email: anyEmail() })
  .filter(({ username, email }) => isLegalUsername(username) && isLegalEmail(email))
  .map(({ username, email }) => ({ username: username.normalize('NFC'), email: email.normalize('NFC') }));

/** Texts near to cookie values: fields raw, encoded well, or encoded in a way of their own. */
const field = fc.oneof(
  anyText(12),
  anyName().map((name) => encodeField(name)),
  fc.string({ unit: fc.constantFrom('%', '4', '1', 'C', '3', 'a', '9', 'A', '@'), maxLength: 12 }),
);
const nearlyValue = fc.oneof(
  anyText(),
  fc.array(field, { minLength: 1, maxLength: 5 }).map((fields) => fields.join('#')),
  fc
    .tuple(field, fc.constantFrom('', 'a@b', 'a%40b'), fc.oneof(fc.constant(KEY), anyText(5)))
    .map((fields) => fields.join('#')),
);

const anyExp = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const anyClaims = fc.record({ exp: anyExp }, { requiredKeys: [] });
/** Texts near to encoded claims: JSON of many forms and spellings, and base64url of nothing. */
const nearlyClaims = fc.oneof(
  anyText(40),
  fc
    .oneof(
      fc.json(),
      fc.record({ exp: fc.jsonValue() }).map((json) => JSON.stringify(json)),
    )
    .map(base64url),
  anyExp.map((exp) => base64url(`{"exp":${exp}}`)),
  fc
    .tuple(anyExp, fc.constantFrom(' ', ',"a":1', '.0', 'e0', '.5', ''))
    .map(([exp, more]) => base64url(`{"exp":${exp}${more}}`)),
);

test('every legal name and address comes back from a cookie exactly', () => {
  fc.assert(
    fc.property(legalIdentity, anyClaims, (identity, claims) => {
      expect(parseUnverifiedCookieValue(formatCookieValue(identity, KEY, claims))).toEqual({
        identity,
        claims,
      });
    }),
    RUNS,
  );
});

test('of claims a cookie has one spelling: any other is nobody', () => {
  let read = 0;
  fc.assert(
    fc.property(nearlyClaims, (encoded) => {
      const cookie = parseUnverifiedCookieValue(`alice##${KEY}.${encoded}`);
      if (cookie === undefined) return;
      read++;
      expect(formatCookieValue(cookie.identity, KEY, cookie.claims)).toBe(`alice##${KEY}.${encoded}`);
      expect(cookie.claims.exp).toBeGreaterThan(0);
    }),
    RUNS,
  );
  expect(read).toBeGreaterThan(20);
});

test('a cookie value is made of cookie-octets and two separators, whatever the name', () => {
  fc.assert(
    fc.property(legalIdentity, (identity) => {
      const value = formatCookieValue(identity, KEY);
      // RFC 6265, section 4.1.1: no control, blank, quote, comma, semicolon or backslash.
      expect(value).toMatch(/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/);
      expect(value.split('#')).toHaveLength(3);
    }),
    RUNS,
  );
});

test('reading a cookie value never throws, names only legal users, and takes one spelling of each', () => {
  let read = 0;
  fc.assert(
    fc.property(nearlyValue, (value) => {
      const cookie = parseUnverifiedCookieValue(value);
      if (cookie === undefined) return;
      const { identity, claims } = cookie;
      read++;
      expect(isLegalUsername(identity.username) && isLegalEmail(identity.email)).toBe(true);
      const [name = '', email = '', key = ''] = value.split('#');
      expect(identity.username).toBe(decodeURIComponent(name).normalize('NFC'));
      expect(encodeField(decodeURIComponent(name))).toBe(name);
      expect(encodeField(decodeURIComponent(email))).toBe(email);
      // What was in NFC is written again byte by byte.
      if (decodeURIComponent(name + email).normalize('NFC') === decodeURIComponent(name + email)) {
        expect(formatCookieValue(identity, key.split('.')[0] ?? '', claims)).toBe(value);
      }
    }),
    RUNS,
  );
  expect(read).toBeGreaterThan(500);
});

test('two users never share a cookie value', () => {
  fc.assert(
    fc.property(legalIdentity, legalIdentity, (one, other) => {
      fc.pre(one.username !== other.username || one.email !== other.email);
      expect(formatCookieValue(one, KEY)).not.toBe(formatCookieValue(other, KEY));
    }),
    RUNS,
  );
});

const pair = fc.oneof(
  anyText(20),
  fc
    .tuple(fc.constantFrom('wiki_sso', 'wiki_ss', 'Wiki_sso', ' wiki_sso', '"wiki_sso"', ''), anyText(20))
    .map(([name, value]) => `${name}=${value}`),
);

test('reading cookies never throws, and gives distinct values that stand in the request', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
      const values = cookieValues(pairs, 'wiki_sso');
      expect(new Set(values).size).toBe(values.length);
      for (const value of values) {
        expect(value).not.toBe('');
        expect(value).not.toContain(';');
        expect(
          pairs.some((text) => text.includes(`wiki_sso=${value}`) || text.includes(`wiki_sso="${value}"`)),
        ).toBe(true);
      }
    }),
    RUNS,
  );
});

test('a cookie is found among any neighbours, split by the gateway or not, quoted or not', () => {
  const neighbours = fc.array(
    pair.filter((text) => !text.includes('wiki_sso')),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(
      neighbours,
      neighbours,
      legalIdentity,
      fc.boolean(),
      fc.boolean(),
      (before, after, who, quoted, split) => {
        const value = formatCookieValue(who, KEY);
        const pairs = [...before, `wiki_sso=${quoted ? `"${value}"` : value}`, ...after];
        expect(cookieValues(split ? pairs : [pairs.join('; ')], 'wiki_sso')).toEqual([value]);
      },
    ),
    RUNS,
  );
});

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
