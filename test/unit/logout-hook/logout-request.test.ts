import { describe, expect, test } from '@jest/globals';
import { parseLogoutRequest } from '../../../functions/logout-hook/logout-request.ts';
import { InvalidBody } from '../../../functions/shared/runtime/errors.ts';

const MEMBER = '0a'.repeat(32);

describe('a logout', () => {
  test('is of one member or of one user', () => {
    expect(parseLogoutRequest({ member: MEMBER })).toEqual({ member: MEMBER });
    expect(parseLogoutRequest({ username: 'alice' })).toEqual({ username: 'alice' });
  });

  test('GHSA-hjj4-hfjm-fmrj: names the user in NFC, the form that cookies carry', () => {
    expect(parseLogoutRequest({ username: 'a\u0301lice' })).toEqual({ username: '\u00e1lice' });
  });

  test('passes over fields it does not know', () => {
    expect(parseLogoutRequest({ member: MEMBER, reason: 'button' })).toEqual({ member: MEMBER });
  });

  test.each([
    ['no object', null],
    ['neither', {}],
    ['both', { member: MEMBER, username: 'alice' }],
    ['both, one of them null', { member: MEMBER, username: null }],
    ['a member of null', { member: null }],
    ['a member in upper case', { member: MEMBER.toUpperCase() }],
    ['a cookie instead of its member', { member: `alice#a@b#${MEMBER}` }],
    ['an empty username', { username: '' }],
    ['a username with a line break', { username: 'a\nb' }],
    ['the body of a login', { username: 'alice', email: 'alice@example.com' }],
    ['the body of a login without address', { username: 'alice', email: '' }],
    ['an email of null', { username: 'alice', email: null }],
    ['a member and an email', { member: MEMBER, email: '' }],
  ])('is refused with %s', (_what, body) => {
    expect(() => parseLogoutRequest(body)).toThrow(InvalidBody);
  });
});
