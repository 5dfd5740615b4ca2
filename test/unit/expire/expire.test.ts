import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createExpire } from '../../../functions/expire/expire.ts';
import { StoreUnreachable } from '../../../functions/shared/runtime/errors.ts';
import type { SessionStore } from '../../../functions/shared/store/session-store.ts';
import { CapturedLog } from '../../support/captured-log.ts';
import { expectDuration } from '../../support/expect-duration.ts';
import { lambdaContext } from '../../support/lambda-events.ts';

let log: CapturedLog;
beforeEach(() => {
  log = new CapturedLog();
});
afterEach(() => {
  log.stop();
});

const storeThat = (script: () => Promise<unknown>): SessionStore => ({
  run: (_deadline, use) => use({ script, scores: () => Promise.reject(new Error('unused')) }),
});
const expire = (store: SessionStore, remainingMs?: number) =>
  createExpire({ cookieAgeSeconds: 1000, store })({}, lambdaContext(remainingMs));

describe('a run of expire', () => {
  test('answers with what it logs and counts', async () => {
    const result = await expire(storeThat(async () => [2, 0, 40]));
    expect(result).toEqual({ removed: 4, total: 40, remaining: 0 });
    expect(log.records).toEqual([
      expect.objectContaining({
        Function: 'expire',
        Outcome: 'pruned',
        level: 'info',
        ...result,
        Removed: 4,
        Total: 40,
        Remaining: 0,
      }),
    ]);
    expectDuration(log.records[0]?.Latency);
  });

  test('says when it stopped early', async () => {
    const result = await expire(
      storeThat(async () => [1000, 500, 540]),
      2500,
    );
    expect(result.remaining).toBeGreaterThanOrEqual(500);
    expect(log.records).toEqual([expect.objectContaining({ Outcome: 'stopped_early' })]);
  });

  test.each([
    ['store_unreachable', new StoreUnreachable('READONLY'), { detail: 'READONLY' }],
    ['internal_error', new TypeError('hunter2'), { error: 'TypeError' }],
  ])(
    'that fails is logged as %s and fails, so that the schedule tries again',
    async (Outcome, error, fields) => {
      await expect(expire(storeThat(() => Promise.reject(error)))).rejects.toBe(error);
      expect(log.records).toEqual([expect.objectContaining({ Outcome, level: 'error', ...fields })]);
      expect(log.text).not.toContain('hunter2');
      expectDuration(log.records[0]?.Latency);
    },
  );
});
