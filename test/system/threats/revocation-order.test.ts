import { afterAll, describe, expect, test } from '@jest/globals';
import { expireNow } from '../support/pruning.ts';
import { StoreView } from '../support/store.ts';
import { Visitor } from '../support/visitor.ts';
import { whoIs } from '../support/wiki.ts';
import { agedCookie, logInByHook, logOutEverywhere, type WikiCookie } from '../support/wiki-cookie.ts';

const DAY = 86_400;
const COOKIE_AGE = 14 * DAY;
const store = new StoreView();
afterAll(() => store.close());

const now = () => Date.now() / 1000;
const nameBy = ({ pair }: WikiCookie) => whoIs(new Visitor(), { cookie: pair });

/** A user of this test alone. */
function someone(): string {
  return `user ${process.pid} ${performance.now().toString().replace('.', ' ')}`;
}

/**
 * A login by a function whose clock is so far ahead, or was until it stepped back. The functions' clocks cannot be turned
 * here, so the score is written as such a function would have written it.
 */
async function logInByEarlierClock(username: string, aheadSeconds: number): Promise<WikiCookie> {
  const cookie = await logInByHook(username);
  await store.add(cookie.member, now() + aheadSeconds);
  return cookie;
}

describe('when the clocks of two functions differ, or one steps back', () => {
  test.each([0.001, 29, 31, 250])(
    'by %d s after a login, "log out everywhere" still ends that login, and the next one counts',
    async (seconds) => {
      const name = someone();
      const before = await logInByEarlierClock(name, seconds);
      expect(await nameBy(before)).toBe(name);
      await logOutEverywhere(name);
      expect(await nameBy(before)).toBeUndefined();
      const after = await logInByHook(name);
      expect(await nameBy(after)).toBe(name);
      expect(await nameBy(before)).toBeUndefined();
    },
  );

  test.each([0.001, 29, 200])(
    'by %d s after "log out everywhere", the next login counts, and those before stay dead',
    async (seconds) => {
      const name = someone();
      const before = await logInByEarlierClock(name, seconds - 0.001);
      await logOutEverywhere(name);
      await store.addRevocation(name, now() + seconds);
      expect(await nameBy(before)).toBeUndefined();
      const after = await logInByHook(name);
      expect(await nameBy(after)).toBe(name);
      expect(await nameBy(before)).toBeUndefined();
      await logOutEverywhere(name);
      expect(await nameBy(after)).toBeUndefined();
    },
  );

  test('as fast as hooks can follow each other, each login counts and each logout ends it', async () => {
    const name = someone();
    for (let i = 0; i < 5; i++) {
      const cookie = await logInByHook(name);
      expect(await nameBy(cookie)).toBe(name);
      await logOutEverywhere(name);
      expect(await nameBy(cookie)).toBeUndefined();
    }
  });

  test('one user is logged out everywhere, and nobody else is', async () => {
    const [name, other] = [someone(), someone()];
    const theirs = await logInByEarlierClock(other, 20);
    await logOutEverywhere(name);
    expect(await nameBy(theirs)).toBe(other);
  });
});

describe('a revocation', () => {
  test('is not pruned before the cookies that it voids are too old', async () => {
    const name = someone();
    for (const age of [COOKIE_AGE - 60, COOKIE_AGE + 60, COOKIE_AGE + DAY - 60]) {
      const cookie = await agedCookie(name, age);
      await store.addRevocation(name, now() - age);
      expect((await expireNow()).error).toBeNull();
      expect(await store.revokedAt(name)).toBeDefined();
      expect(await nameBy(cookie)).toBeUndefined();
    }
  });

  test('once it is pruned, the cookies that it voided are dead of age', async () => {
    const name = someone();
    const age = COOKIE_AGE + DAY + 60;
    const cookie = await agedCookie(name, age);
    await store.addRevocation(name, now() - age);
    expect((await expireNow()).error).toBeNull();
    expect(await store.revokedAt(name)).toBeUndefined();
    await store.add(cookie.member, now() - age);
    expect(await nameBy(cookie)).toBeUndefined();
  });
});
