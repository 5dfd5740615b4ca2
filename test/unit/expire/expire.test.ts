import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createExpire } from '../../../functions/expire/expire.ts';
import { StoreUnreachableError } from '../../../functions/shared/runtime/errors.ts';
import type { SessionStore } from '../../../functions/shared/store/session-store.ts';
import { lambdaContext } from '../../../harness/lambda-events.ts';
import { CapturedLog } from '../../support/captured-log.ts';
import { expectDuration } from '../../support/expect-duration.ts';

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
const RULES = { cookieAgeSeconds: 1000 };
const countsOf = [3, 40, 36, 2];
const expire = (store: SessionStore, remainingMs?: number) =>
  createExpire({ rules: RULES, store })({}, lambdaContext(remainingMs));

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
        Sessions: 40,
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
    ['store_unreachable', new StoreUnreachableError('READONLY'), { detail: 'READONLY' }],
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

describe('a dry run of expire', () => {
  const dryRun = (store: SessionStore) =>
    createExpire({ rules: RULES, store })({ dryRun: true }, lambdaContext());

  test('answers with counts and how long the store took', async () => {
    const result = await dryRun(storeThat(async () => countsOf));
    expect(result).toEqual({
      ...{ dryRun: true, due: 3, total: 40, live: 36, revocations: 2 },
      storeMs: expect.any(Number),
    });
    expectDuration(result.storeMs);
  });

  test('has an outcome of its own, and none of the metrics by which runs that prune are watched', async () => {
    const result = await dryRun(storeThat(async () => countsOf));
    expect(log.records).toEqual([expect.objectContaining({ Outcome: 'counted', level: 'info', ...result })]);
    expect(log.records[0]).not.toHaveProperty('Sessions');
    expect(JSON.stringify(log.records[0]?._aws)).not.toMatch(/Sessions/);
  });

  test('that fails is logged like any failure', async () => {
    const error = new StoreUnreachableError('READONLY');
    await expect(dryRun(storeThat(() => Promise.reject(error)))).rejects.toBe(error);
    expect(log.records).toEqual([expect.objectContaining({ Outcome: 'store_unreachable', level: 'error' })]);
  });
});

describe('what is no dry run', () => {
  test.each<[string, unknown]>([
    [
      'the schedule',
      { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: '{}' },
    ],
    ["the schedule's event with the word in it", { source: 'aws.scheduler', dryRun: true }],
    ['the same the other way round', { dryRun: true, source: 'aws.scheduler' }],
    ['nothing', undefined],
    ['null', null],
    ['an empty event', {}],
    ['a text', 'dryRun'],
    ['a word that is not true', { dryRun: 'true' }],
    ['false', { dryRun: false }],
    ['an inherited word', Object.create({ dryRun: true })],
  ])('%s: it prunes', async (_, event) => {
    const run = createExpire({ rules: RULES, store: storeThat(async () => [1, 0, 7]) });
    expect(await run(event, lambdaContext())).toEqual({ removed: 2, total: 7, remaining: 0 });
  });
});
