import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pruneSessions } from '../../functions/expire/prune-sessions.ts';
import { StoreConnection } from '../../functions/shared/store/store-connection.ts';
import { COOKIE_AGE_SECONDS } from '../../harness/bridge.ts';
import { lambdaContext } from '../../harness/lambda-events.ts';
import { staticAccess } from '../../harness/static-access.ts';
import { bridge, log, useBridge, valkey } from '../support/use-bridge.ts';

const SET = 'wiki_cookie_keys';
const RULES = { cookieAgeSeconds: COOKIE_AGE_SECONDS };
const REVOKED = '{wiki_cookie_keys}:revoked';
let store: StoreConnection;

afterAll(() => store?.close());
useBridge();
beforeAll(() => {
  store = new StoreConnection(staticAccess(valkey.url));
});

const nowSeconds = () => Date.now() / 1000;

async function fill(
  key: string,
  count: number,
  score: number | ((i: number) => number),
  prefix = 'm',
): Promise<void> {
  const pipeline = valkey.admin.pipeline();
  for (let i = 0; i < count; i++)
    pipeline.zadd(key, typeof score === 'number' ? score : score(i), `${prefix}${i}`);
  await pipeline.exec();
}

describe('expire', () => {
  test('removes what is past the cookie age and nothing else, and says how much', async () => {
    await fill(SET, 30, nowSeconds() - COOKIE_AGE_SECONDS - 5, 'old');
    await fill(SET, 20, nowSeconds() - COOKIE_AGE_SECONDS + 60, 'young');
    expect(await bridge.expire({}, lambdaContext())).toEqual({ removed: 30, total: 20, remaining: 0 });
    expect((await valkey.admin.zrange(SET, '0', '-1')).every((member) => member.startsWith('young'))).toBe(
      true,
    );
  });

  test('logs and counts removed, total and remaining', async () => {
    await fill(SET, 3, 1);
    await bridge.expire({}, lambdaContext());
    expect(log.records).toMatchObject([
      {
        Function: 'expire',
        Outcome: 'pruned',
        removed: 3,
        total: 0,
        remaining: 0,
        Sessions: 0,
      },
    ]);
  });

  test('counts without removing anything when it is a dry run', async () => {
    const day = 86_400;
    await fill(SET, 3, nowSeconds() - COOKIE_AGE_SECONDS - 10, 'due');
    await fill(SET, 5, nowSeconds(), 'live');
    await fill(SET, 1, nowSeconds() + 1000, 'unborn');
    await valkey.admin.zadd(
      REVOKED,
      nowSeconds() - COOKIE_AGE_SECONDS - 2 * day,
      'gone',
      nowSeconds(),
      'kept',
    );
    const counted = { dryRun: true, due: 4, total: 9, live: 5, revocations: 2, storeMs: expect.any(Number) };
    expect(await bridge.expire({ dryRun: true }, lambdaContext())).toEqual(counted);
    expect([await valkey.admin.zcard(SET), await valkey.admin.zcard(REVOKED)]).toEqual([9, 2]);
    expect(await bridge.expire({}, lambdaContext())).toMatchObject({ removed: counted.due, total: 6 });
  });

  test('has nothing to do with an empty store', async () => {
    expect(await bridge.expire({}, lambdaContext())).toEqual({ removed: 0, total: 0, remaining: 0 });
  });

  test('keeps a revocation for a day longer than the cookies it voids', async () => {
    await valkey.admin.zadd(
      REVOKED,
      nowSeconds() - COOKIE_AGE_SECONDS - 80_000,
      'kept',
      nowSeconds() - COOKIE_AGE_SECONDS - 90_000,
      'gone',
    );
    await bridge.expire({}, lambdaContext());
    expect(await valkey.admin.zrange(REVOKED, '0', '-1')).toEqual(['kept']);
  });

  test('works in batches, also when all scores are equal', async () => {
    await fill(SET, 2500, 1_000_000);
    await fill(SET, 10, nowSeconds(), 'live');
    await valkey.admin.config('RESETSTAT');
    const result = await pruneSessions(store, RULES, {
      batch: 1000,
      deadline: Date.now() + 30_000,
    });
    expect(result).toEqual({ removed: 2500, total: 10, remaining: 0 });
    const stats = await valkey.admin.info('commandstats');
    expect(stats).toMatch(/cmdstat_zremrangebyrank:calls=3,/);
  });

  test('stops before its deadline, says what remains, and the next run goes on', async () => {
    await fill(SET, 2500, (i) => i);
    const first = await pruneSessions(store, RULES, {
      batch: 1000,
      deadline: Date.now() + 900,
    });
    expect(first).toEqual({ removed: 1000, total: 1500, remaining: 1500 });
    expect(await bridge.expire({}, lambdaContext())).toEqual({ removed: 1500, total: 0, remaining: 0 });
  });

  test('catches up over several short runs while 2,000 members a second come due', async () => {
    await fill(SET, 40_000, 1_000_000);
    await fill(SET, 100, nowSeconds(), 'live');
    let fed = 0;
    const began = performance.now();
    const feeding = setInterval(() => {
      const pipeline = valkey.admin.pipeline();
      for (; fed < (performance.now() - began) * 2; fed++) pipeline.zadd(SET, 1_000_000, `fed${fed}`);
      pipeline.exec().catch(() => {});
    }, 10);
    let runs = 0;
    let last = { removed: 0, total: 0, remaining: 1 };
    let removed = 0;
    while (last.remaining > 0 && runs < 2000) {
      // Time for a few batches only: what is left of a second is where no batch is begun any more.
      const deadline = Date.now() + 1000 + 10;
      last = await pruneSessions(store, RULES, {
        batch: 200,
        deadline,
      });
      removed += last.removed;
      runs++;
    }
    clearInterval(feeding);
    expect(last.remaining).toBe(0);
    expect(runs).toBeGreaterThan(1);
    expect(removed).toBeGreaterThan(40_000);
    expect(await valkey.admin.zcount(SET, nowSeconds() - 1000, '+inf')).toBe(100);
  });

  test.each([
    ['spread over time', (i: number) => i],
    ['all equal', 1_000_000],
  ])('prunes a large set in small bites between which readers are answered, scores %s', async (_, score) => {
    const due = 100_000;
    for (let part = 0; part < 10; part++) await fill(SET, due / 10, score, `old${part}-`);
    const live = await bridge.cookieOf('alice');
    await fill(SET, 50_000, nowSeconds(), 'live');
    await valkey.admin.config('RESETSTAT');
    let reads = 0;
    const pruning = bridge.expire({}, lambdaContext()).finally(() => {
      reads = -reads;
    });
    while (reads >= 0) {
      expect((await bridge.viewWith(live.value)).context?.username).toBe('alice');
      if (reads >= 0) reads++;
    }
    expect(await pruning).toEqual({ removed: due, total: 50_001, remaining: 0 });
    expect(-reads).toBeGreaterThan(10);
    const calls = /cmdstat_zremrangebyrank:calls=(\d+),/.exec(await valkey.admin.info('commandstats'))?.[1];
    expect(Number(calls)).toBeGreaterThanOrEqual(due / 1000);
  });

  test('never removes a live member while logouts shift the ranks', async () => {
    await fill(SET, 3000, (i) => i, 'old');
    const live = Array.from({ length: 50 }, (_, i) => `live${i}`);
    await fill(SET, 50, nowSeconds(), 'live');
    const prune = pruneSessions(store, RULES, {
      batch: 10,
      deadline: Date.now() + 30_000,
    });
    for (let i = 0; i < 500; i++) await valkey.admin.zrem(SET, `old${i * 5}`);
    await prune;
    expect((await valkey.admin.zrange(SET, '0', '-1')).sort()).toEqual(live.sort());
  });
});
