import { expect, test } from '@jest/globals';
import {
  COOKIE_SET,
  hookIdKey,
  isMember,
  memberOf,
  REVOCATION_SET,
  sessionId,
} from '../../../functions/shared/sessions/store-keys.ts';

test('the cookie set has the key of the original', () => {
  expect(COOKIE_SET).toBe('wiki_cookie_keys');
});

test('all keys fall into one slot, whatever a hook id holds', () => {
  // What Redis hashes: the text between the first `{` and the first `}` after it, if there is any.
  const hashed = (key: string) => /^[^{]*\{([^}]+)\}/.exec(key)?.[1] ?? key;
  for (const key of [COOKIE_SET, REVOCATION_SET, hookIdKey('id'), hookIdKey('{other}'), hookIdKey('}{')]) {
    expect(hashed(key)).toBe('wiki_cookie_keys');
  }
});

test('a member is the lower-case hex SHA-256 of the value, as `sha256sum` gives it', () => {
  expect(memberOf('alice#alice@example.com#key')).toBe(
    'f53712b49d551736e5c1bd3a980bf5ba5445e57793420d59f7bb318989a7a53c',
  );
});

test('only 64 lower-case hex digits have the form of a member', () => {
  expect(isMember('0a'.repeat(32))).toBe(true);
  for (const other of [
    '',
    '0a',
    '0A'.repeat(32),
    `${'0a'.repeat(32)}\n`,
    ` ${'0a'.repeat(32)}`,
    'g'.repeat(64),
  ]) {
    expect(isMember(other)).toBe(false);
  }
});

test('a session is named by the first 16 hex digits of its member', () => {
  expect(sessionId('0123456789abcdef'.repeat(4))).toBe('0123456789abcdef');
});
