import { expect, test } from '@jest/globals';
import { CachedValue } from '../../../functions/shared/runtime/cached-value.ts';
import { CachedAccess } from '../../../functions/shared/store/store-access.ts';
import { parseStoreUrl } from '../../../functions/shared/store/store-url.ts';

test('a refused password is looked up again, at most once in a while', async () => {
  let now = 0;
  let reads = 0;
  const secret = new CachedValue(
    async () => parseStoreUrl(`rediss://user:password${++reads}@store.example.com`),
    { freshMs: 300_000, retryMs: 30_000 },
    () => now,
  );
  const access = new CachedAccess(secret);
  expect((await access.endpoint()).password).toBe('password1');
  await access.renew();
  expect((await access.endpoint()).password).toBe('password1');
  now = 30_000;
  await access.renew();
  expect((await access.endpoint()).password).toBe('password2');
});
