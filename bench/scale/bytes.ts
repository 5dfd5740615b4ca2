/** Measures the bytes that sessions, revocations and hook ids take in the store. */

import { hookIdKey, REVOCATION_SET } from '../../functions/shared/sessions/store-keys.ts';
import { COOKIE_AGE_SECONDS } from '../../harness/bridge.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { fillCookieSet } from './member-set.ts';

/** The bytes of one kind of entry in the store. */
export interface BytesRow {
  readonly what: string;
  readonly count: number;
  readonly bytesEach: number;
}

const SMALL = 100_000;

/** Measures the store's memory before and after writing entries of each kind into an empty store. */
export async function measureBytes(
  sessionCounts: readonly number[],
  say: (text: string) => void,
): Promise<BytesRow[]> {
  const valkey = await ValkeyServer.start();
  const rows: BytesRow[] = [];
  const measure = async (what: string, count: number, write: () => Promise<unknown>) => {
    say(`${count} ${what}`);
    await valkey.admin.flushall('SYNC');
    const before = await usedBytes(valkey);
    await write();
    rows.push({ what, count, bytesEach: ((await usedBytes(valkey)) - before) / count });
  };
  try {
    for (const count of sessionCounts) {
      const shape = { scores: 'spread', ageSeconds: COOKIE_AGE_SECONDS } as const;
      await measure('sessions', count, () => fillCookieSet(valkey.port, count, shape, () => {}));
    }
    for (const letters of [8, 32, 128]) {
      await measure(`revocations, names of ${letters} letters`, SMALL, () =>
        inPipeline(valkey, (pipeline, i) =>
          pipeline.zadd(REVOCATION_SET, 1.7e9 + i + 0.123456, String(i).padStart(letters, 'a')),
        ),
      );
    }
    await measure('hook ids', SMALL, () =>
      inPipeline(valkey, (pipeline, i) =>
        pipeline.set(
          hookIdKey(`msg_${String(i).padStart(27, '0')}`),
          `${'f'.repeat(32)}1700000000.123456`,
          'EX',
          900,
        ),
      ),
    );
  } finally {
    await valkey.stop();
  }
  return rows;
}

type Pipeline = ReturnType<ValkeyServer['admin']['pipeline']>;

async function inPipeline(valkey: ValkeyServer, add: (pipeline: Pipeline, i: number) => void): Promise<void> {
  for (let first = 0; first < SMALL; first += 10_000) {
    const pipeline = valkey.admin.pipeline();
    for (let i = first; i < first + 10_000; i++) add(pipeline, i);
    await pipeline.exec();
  }
}

async function usedBytes(valkey: ValkeyServer): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await valkey.admin.info('memory'))?.[1]);
}
