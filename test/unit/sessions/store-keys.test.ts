import { expect, test } from '@jest/globals';
import { COOKIE_SET, hookIdKey, REVOCATION_SET } from '../../../functions/shared/sessions/store-keys.ts';

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
