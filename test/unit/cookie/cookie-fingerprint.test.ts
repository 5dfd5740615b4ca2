import { expect, test } from '@jest/globals';
import { isMember, memberOf } from '../../../functions/shared/cookie/cookie-fingerprint.ts';

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
