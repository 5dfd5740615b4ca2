import { describe, expect, test } from '@jest/globals';
import { parseLoginRequest } from '../../../functions/login-hook/login-request.ts';
import { InvalidBody } from '../../../functions/shared/runtime/errors.ts';

const MEMBER = '0a'.repeat(32);
const ALICE = { username: 'alice', email: 'alice@example.com' };

describe('a login', () => {
  test('says who logged in; it is persistent and replaces nothing unless it says so', () => {
    expect(parseLoginRequest(ALICE)).toEqual({ identity: ALICE, replaces: undefined, persistent: true });
  });

  test('may name the member it replaces and say that its cookie ends with the browser', () => {
    expect(parseLoginRequest({ ...ALICE, replaces: MEMBER, persistent: false })).toEqual({
      identity: ALICE,
      replaces: MEMBER,
      persistent: false,
    });
  });

  test('may be of a user without an address', () => {
    expect(parseLoginRequest({ ...ALICE, email: '' }).identity.email).toBe('');
  });

  test('gives canonical names', () => {
    const { identity } = parseLoginRequest({ username: 'a\u0301', email: 'o\u0308@x' });
    expect(identity).toEqual({ username: '\u00e1', email: '\u00f6@x' });
  });

  test('passes over fields it does not know', () => {
    expect(parseLoginRequest({ ...ALICE, member: 7, admin: true, is_staff: 1 })).toEqual(
      parseLoginRequest(ALICE),
    );
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
    ['the body of a logout', { member: MEMBER }],
    ['the body of a logout everywhere', { username: 'alice' }],
  ])('is refused with %s', (_what, body) => {
    expect(() => parseLoginRequest(body)).toThrow(InvalidBody);
  });
});
