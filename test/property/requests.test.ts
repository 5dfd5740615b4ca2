import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseWikiPolicies } from '../../functions/authorizer/wiki-policy.ts';
import { parseLoginRequest } from '../../functions/login-hook/login-request.ts';
import { parseLogoutRequest } from '../../functions/logout-hook/logout-request.ts';
import { InvalidBodyError, InvalidSettingError } from '../../functions/shared/runtime/errors.ts';
import { anyEmail, anyName } from '../support/arbitrary-names.ts';
import { isLegalEmail, isLegalUsername } from '../support/legal-names.ts';

const AGE = 14 * 86_400;
const NOW = 1_795_413_600;
const RUNS = { numRuns: 10_000 };
const MEMBER = /^[0-9a-f]{64}$/;

/** What a parser gives, or undefined for its own refusal; anything else it throws is a failure. */
function parsed<T>(parse: () => T, refusal: new (message: string) => Error): T | undefined {
  try {
    return parse();
  } catch (error) {
    expect(error).toBeInstanceOf(refusal);
    return undefined;
  }
}

const member = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 63, maxLength: 65 }),
);
/** A field as a site means it, or anything that JSON can hold. */
const orJson = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 5, arbitrary: value as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.jsonValue() },
  );

const body = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        username: orJson(anyName()),
        email: orJson(anyEmail()),
        member: orJson(member),
        replaces: orJson(member),
        persistent: orJson(fc.boolean()),
        expires_in: orJson(fc.integer({ min: -1, max: AGE + 1 })),
        before: orJson(fc.double({ min: -1, max: NOW + 301 })),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  },
);

test('a login is legal throughout or refused as a bad body', () => {
  let taken = 0;
  fc.assert(
    fc.property(body, (json) => {
      const request = parsed(() => parseLoginRequest(json, AGE), InvalidBodyError);
      if (request === undefined) return;
      taken++;
      const { identity, replaces, persistent, expiresIn = 1 } = request;
      expect(Number.isInteger(expiresIn) && expiresIn >= 1 && expiresIn <= AGE).toBe(true);
      expect(
        isLegalUsername(identity.username) && identity.username === identity.username.normalize('NFC'),
      ).toBe(true);
      expect(isLegalEmail(identity.email) && identity.email === identity.email.normalize('NFC')).toBe(true);
      if (replaces !== undefined) expect(replaces).toMatch(MEMBER);
      expect(typeof persistent).toBe('boolean');
    }),
    RUNS,
  );
  expect(taken).toBeGreaterThan(100);
});

test('a logout is of one legal member or one legal user, or refused as a bad body', () => {
  let taken = 0;
  fc.assert(
    fc.property(body, (json) => {
      const request = parsed(() => parseLogoutRequest(json, NOW), InvalidBodyError);
      if (request === undefined) return;
      taken++;
      if ('member' in request) {
        expect(Object.keys(request)).toEqual(['member']);
        expect(request.member).toMatch(MEMBER);
      } else {
        const { username, before = 0 } = request;
        expect(isLegalUsername(username)).toBe(true);
        expect(before >= 0 && before <= NOW + 300).toBe(true);
      }
    }),
    // Most bodies have a time that is refused.
    { ...RUNS, numRuns: RUNS.numRuns * 3 },
  );
  expect(taken).toBeGreaterThan(100);
});

test('a signature does not cover the path: no body is a login and a logout at once', () => {
  fc.assert(
    fc.property(body, (json) => {
      const login = parsed(() => parseLoginRequest(json, AGE), InvalidBodyError);
      const logout = parsed(() => parseLogoutRequest(json, NOW), InvalidBodyError);
      expect(login !== undefined && logout !== undefined).toBe(false);
    }),
    RUNS,
  );
});

test('the setting of the wikis is legal throughout or refused by its name', () => {
  const wiki = fc.record(
    {
      host: orJson(fc.constantFrom('wiki.example.com', 'a.b', 'localhost', 'A.b', 'a.b:80', '')),
      access: orJson(fc.constantFrom('public', 'private', 'members')),
      keyArn: orJson(fc.constantFrom('arn', 'arn', '')),
      other: fc.jsonValue(),
    },
    { requiredKeys: ['host', 'access', 'keyArn'] },
  );
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .dictionary(fc.string({ maxLength: 10 }), orJson(wiki), { maxKeys: 2 })
      .map((value) => JSON.stringify(value)),
  );
  let taken = 0;
  fc.assert(
    fc.property(text, (setting) => {
      const wikis = parsed(() => parseWikiPolicies('WIKIS', setting), InvalidSettingError);
      if (wikis === undefined) return;
      taken++;
      expect(wikis.size).toBeGreaterThan(0);
      for (const policy of wikis.values()) {
        expect(Object.keys(policy).sort()).toEqual(['access', 'host', 'keyArn']);
        expect(['public', 'private']).toContain(policy.access);
        expect(policy.host).toMatch(/^[a-z0-9.-]+$/);
        expect(policy.keyArn).not.toBe('');
      }
    }),
    RUNS,
  );
  expect(taken).toBeGreaterThan(100);
});
