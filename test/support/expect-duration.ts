/** Expects a plausible duration in milliseconds. */

import { expect } from '@jest/globals';

/**
 * Expects a span of time, in milliseconds, and not a reading of a clock: it is not negative, and shorter than this
 * process has run.
 */
export function expectDuration(value: unknown): void {
  expect(value).toBeGreaterThanOrEqual(0);
  expect(value).toBeLessThan(performance.now());
}
