import { describe, expect, test } from '@jest/globals';
import { isLive } from '../../../functions/shared/sessions/session-rules.ts';

const RULES = { cookieAgeSeconds: 1000 };
const live = (score: number | null, revokedAt: number | null, now: number) =>
  isLive({ score, revokedAt }, now, RULES);

describe('a cookie', () => {
  test('whose hash is not in the set is dead', () => {
    expect(live(null, null, 5000)).toBe(false);
  });

  test('is live up to the cookie age and dead after it, pruned or not', () => {
    expect(live(4000, null, 5000)).toBe(true);
    expect(live(3999.999, null, 5000)).toBe(false);
  });

  test('from up to 300 s ahead of the clock is live, from further ahead dead', () => {
    expect(live(5300, null, 5000)).toBe(true);
    expect(live(5300.001, null, 5000)).toBe(false);
  });

  test('is dead when its user was revoked at its score or after it, and live when before', () => {
    expect(live(4500, 4500, 5000)).toBe(false);
    expect(live(4500, 4500.000001, 5000)).toBe(false);
    expect(live(4500.000001, 4500, 5000)).toBe(true);
  });

  test('is dead by a revocation that lies in the future', () => {
    expect(live(5000, 6000, 5000)).toBe(false);
  });

  test.each([
    ['a score that is no number', Number.NaN, null],
    ['an infinite score', Number.POSITIVE_INFINITY, null],
    ['a score of minus infinity', Number.NEGATIVE_INFINITY, null],
    ['a revocation that is no number', 4500, Number.NaN],
    ['a revocation for ever', 4500, Number.POSITIVE_INFINITY],
  ])('is dead by %s', (_what, score, revokedAt) => {
    expect(live(score, revokedAt, 5000)).toBe(false);
  });
});

test('a cookie that names its own end is dead from that second on, without tolerance', () => {
  const stored = { score: 1_000_000, revokedAt: null, exp: 1_000_900 };
  expect(isLive(stored, 1_000_899.999, RULES)).toBe(true);
  expect(isLive(stored, 1_000_900, RULES)).toBe(false);
  expect(isLive({ ...stored, exp: Number.NaN }, 1_000_001, RULES)).toBe(false);
});
