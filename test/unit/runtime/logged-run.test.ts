import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StoreUnreachableError } from '../../../functions/shared/runtime/errors.ts';
import { loggedRun } from '../../../functions/shared/runtime/logged-run.ts';
import { CapturedLog } from '../../support/captured-log.ts';
import { expectDuration } from '../../support/expect-duration.ts';

const INVOCATION = {
  function: 'logout-hook',
  requestId: 'request',
  fields: { apiRequestId: 'api' },
} as const;

let log: CapturedLog;
beforeEach(() => {
  log = new CapturedLog();
});
afterEach(() => {
  log.stop();
});

describe('a run', () => {
  test('returns its result, and logs one line with its ending, its fields and its duration', async () => {
    const work = async () =>
      ({ result: { a: 1 }, outcome: 'session_closed', level: 'warn', fields: { sid: '0123' } }) as const;
    expect(await loggedRun(INVOCATION, work)).toEqual({ a: 1 });
    expect(log.records).toEqual([
      expect.objectContaining({
        Function: 'logout-hook',
        requestId: 'request',
        apiRequestId: 'api',
        sid: '0123',
        Outcome: 'session_closed',
        level: 'warn',
      }),
    ]);
    expect(log.records[0]).not.toHaveProperty('result');
    expectDuration(log.records[0]?.Latency);
  });

  test.each([
    ['its code', new StoreUnreachableError('READONLY'), 'store_unreachable'],
    ['internal_error for an error from elsewhere', new TypeError('hunter2'), 'internal_error'],
  ])('that fails logs %s, and fails with the same error', async (_what, error, Outcome) => {
    await expect(loggedRun(INVOCATION, () => Promise.reject(error))).rejects.toBe(error);
    expect(log.records).toEqual([
      expect.objectContaining({ Outcome, level: 'error', apiRequestId: 'api', error: error.name }),
    ]);
    expect(log.text).not.toContain('hunter2');
  });
});
