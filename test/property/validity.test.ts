import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isLive } from '../../functions/shared/sessions/session-rules.ts';
import { parseScore } from '../../functions/shared/store/redis-client.ts';

const RUNS = { numRuns: 20_000 };

/** Whole microseconds, as integers: a cookie's life worked out without fractions. */
const NOW = 1_700_000_000_000_000n;
const seconds = (micros: bigint): number => Number(micros) / 1e6;

/** The contract's sentence, in its own order of words. */
function contractSaysLive(score: bigint | null, revokedAt: bigint | null, ageLimit: bigint): boolean {
  const inTheSet = score !== null;
  if (!inTheSet) return false;
  const age = NOW - score;
  const oldEnough = age >= -300_000_000n;
  const youngEnough = age <= ageLimit;
  const revokedAtOrAfter = revokedAt !== null && revokedAt >= score;
  return oldEnough && youngEnough && !revokedAtOrAfter;
}

test('a cookie is live exactly when the contract says so', () => {
  const ageLimit = fc
    .constantFrom(60n, 86_400n, 14n * 86_400n, 400n * 86_400n)
    .map((age) => age * 1_000_000n);
  // Near the edges: a few seconds, and now and then exactly on them.
  const offset = fc.oneof(fc.constantFrom(0n, 1_000_000n, -1_000_000n), fc.bigInt(-5_000_000n, 5_000_000n));
  let live = 0;
  let dead = 0;
  fc.assert(
    fc.property(
      ageLimit,
      fc.constantFrom('young', 'old', 'unborn', 'any', 'unknown'),
      offset,
      fc.bigInt(-1_000_000_000_000n, 40_000_000_000_000n),
      fc.constantFrom('none', 'near', 'at'),
      offset,
      (limit, kind, near, anyAge, revocation, after) => {
        const age = { young: near, old: limit + near, unborn: near - 300_000_000n, any: anyAge, unknown: 0n }[
          kind
        ];
        const score = kind === 'unknown' ? null : NOW - age;
        const revokedAt = { none: null, near: NOW - age + after, at: NOW - age }[revocation];
        // Where floating-point seconds cannot tell an edge apart by microseconds, whole milliseconds can.
        const whole = (micros: bigint | null) => (micros === null ? null : (micros / 1000n) * 1000n);
        const expected = contractSaysLive(whole(score), whole(revokedAt), limit);
        const stored = {
          score: whole(score) === null ? null : seconds(whole(score) as bigint),
          revokedAt: whole(revokedAt) === null ? null : seconds(whole(revokedAt) as bigint),
        };
        const edge = [limit, -300_000_000n].some(
          (bound) => score !== null && NOW - (whole(score) as bigint) === bound,
        );
        fc.pre(!edge || Number.isInteger(stored.score));
        expect(isLive(stored, seconds(NOW), { cookieAgeSeconds: seconds(limit) })).toBe(expected);
        if (expected) live++;
        else dead++;
      },
    ),
    RUNS,
  );
  expect(Math.min(live, dead)).toBeGreaterThan(1000);
});

test('no score, no revocation and no clock makes it throw, and what is no number is dead', () => {
  const number = fc.oneof(
    fc.double(),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  );
  fc.assert(
    fc.property(
      fc.option(number),
      fc.option(number),
      number,
      fc.nat(40_000_000),
      (score, revokedAt, now, ageLimit) => {
        const live = isLive({ score, revokedAt }, now, { cookieAgeSeconds: ageLimit });
        if ([score, revokedAt, now].some((value) => Number.isNaN(value))) expect(live).toBe(false);
        if (score !== null && !Number.isFinite(score)) expect(live).toBe(false);
      },
    ),
    RUNS,
  );
});

test('a score comes back from its text as it was', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (score) => {
      const text =
        score === Number.POSITIVE_INFINITY
          ? 'inf'
          : score === Number.NEGATIVE_INFINITY
            ? '-inf'
            : String(score);
      // The store has one zero.
      expect((parseScore(text) ?? Number.NaN) + 0).toBe(score + 0);
    }),
    RUNS,
  );
});
