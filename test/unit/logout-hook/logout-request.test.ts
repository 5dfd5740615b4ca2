import { describe, expect, test } from '@jest/globals';
import { parseLogoutRequest } from '../../../functions/logout-hook/logout-request.ts';
import { InvalidBodyError } from '../../../functions/shared/runtime/errors.ts';

const NOW = 1_795_413_600;
const parsed = (body: unknown) => parseLogoutRequest(body, NOW);
const MEMBER = '0a'.repeat(32);

describe('a logout', () => {
  test('is of one member or of one user', () => {
    expect(parsed({ member: MEMBER })).toEqual({ member: MEMBER });
    expect(parsed({ username: 'alice' })).toEqual({ username: 'alice' });
  });

  test('GHSA-hjj4-hfjm-fmrj: names the user in NFC, the form that cookies carry', () => {
    expect(parsed({ username: 'a\u0301lice' })).toEqual({ username: '\u00e1lice' });
  });

  test('of a user may name the moment up to which logins end', () => {
    for (const before of [0, NOW - 0.25, NOW + 300])
      expect(parsed({ username: 'alice', before })).toEqual({ username: 'alice', before });
  });

  test('passes over fields it does not know', () => {
    expect(parsed({ member: MEMBER, reason: 'button' })).toEqual({ member: MEMBER });
  });

  test.each([
    ['no object', null],
    ['a moment beside a member', { member: MEMBER, before: NOW }],
    ['a negative moment', { username: 'alice', before: -1 }],
    ['a moment too far ahead', { username: 'alice', before: NOW + 300.001 }],
    ['a moment without end', { username: 'alice', before: Number.POSITIVE_INFINITY }],
    ['a moment as a text', { username: 'alice', before: '1' }],
    ['a moment of null', { username: 'alice', before: null }],
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
    expect(() => parsed(body)).toThrow(InvalidBodyError);
  });
});
