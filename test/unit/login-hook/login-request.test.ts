import { describe, expect, test } from '@jest/globals';
import { parseLoginRequest } from '../../../functions/login-hook/login-request.ts';
import { InvalidBodyError } from '../../../functions/shared/runtime/errors.ts';

const MEMBER = '0a'.repeat(32);
const AGE = 14 * 86_400;
const parsed = (body: unknown) => parseLoginRequest(body, AGE);
const ALICE = { username: 'alice', email: 'alice@example.com' };

describe('a login', () => {
  test('says who logged in; it is persistent and replaces nothing unless it says so', () => {
    expect(parsed(ALICE)).toEqual({ identity: ALICE, replaces: undefined, persistent: true });
  });

  test('may name the member it replaces and say that its cookie ends with the browser', () => {
    expect(parsed({ ...ALICE, replaces: MEMBER, persistent: false })).toEqual({
      identity: ALICE,
      replaces: MEMBER,
      persistent: false,
    });
  });

  test('may say when its cookie dies, within the cookie age', () => {
    expect(parsed({ ...ALICE, expires_in: 1 }).expiresIn).toBe(1);
    expect(parsed({ ...ALICE, expires_in: AGE }).expiresIn).toBe(AGE);
    expect(() => parsed({ ...ALICE, expires_in: 0 })).toThrow(
      `"expires_in" must be a whole number of seconds from 1 to ${AGE}.`,
    );
  });

  test('may be of a user without an address', () => {
    expect(parsed({ ...ALICE, email: '' }).identity.email).toBe('');
  });

  test('gives canonical names', () => {
    const { identity } = parsed({ username: 'a\u0301', email: 'o\u0308@x' });
    expect(identity).toEqual({ username: '\u00e1', email: '\u00f6@x' });
  });

  test('passes over fields it does not know', () => {
    expect(parsed({ ...ALICE, member: 7, admin: true, is_staff: 1 })).toEqual(parsed(ALICE));
  });

  test.each([
    ['no object', [ALICE]],
    ['no username', { email: '' }],
    ['DiscourseConnect: a username of null', { username: null, email: '' }],
    ['no email', { username: 'alice' }],
    ['an email of null', { username: 'alice', email: null }],
    ['GHSA-c5c4-8r6x-56w3: two @', { username: 'alice', email: 'a@evil.com@good.com' }],
    ['a member to replace that is null', { ...ALICE, replaces: null }],
    ['a member to replace in upper case', { ...ALICE, replaces: MEMBER.toUpperCase() }],
    ['a list of members to replace', { ...ALICE, replaces: [MEMBER] }],
    ['persistent as a text', { ...ALICE, persistent: 'false' }],
    ['persistent as a number', { ...ALICE, persistent: 0 }],
    ['persistent of null', { ...ALICE, persistent: null }],
    ['an end of 0', { ...ALICE, expires_in: 0 }],
    ['an end beyond the cookie age', { ...ALICE, expires_in: AGE + 1 }],
    ['an end with a fraction', { ...ALICE, expires_in: 1.5 }],
    ['an end as a text', { ...ALICE, expires_in: '900' }],
    ['an end of true', { ...ALICE, expires_in: true }],
    ['an end of null', { ...ALICE, expires_in: null }],
    ['the body of a logout', { member: MEMBER }],
    ['the body of a logout everywhere', { username: 'alice' }],
  ])('is refused with %s', (_what, body) => {
    expect(() => parsed(body)).toThrow(InvalidBodyError);
  });
});
