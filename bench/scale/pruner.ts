// Run as a child: one way of pruning, timed. The parent tells the way; the answer is what was removed in how long.

import type { Context } from 'aws-lambda';
import { createExpire } from '../../functions/expire/expire.ts';
import { pruneSessions } from '../../functions/expire/prune-sessions.ts';
import { COOKIE_SET } from '../../functions/shared/sessions/store-keys.ts';
import { createRedisClient } from '../../functions/shared/store/redis-client.ts';
import { StoreConnection } from '../../functions/shared/store/store-connection.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { COOKIE_AGE_SECONDS } from '../../test/support/bridge.ts';
import { staticAccess } from '../../test/support/static-access.ts';

/** `expire` as deployed, the same with another batch, or the original's one command. */
export type Way = 'expire' | 'single' | { readonly batch: number };

/** What a run of a way came to. */
export interface Pruned {
  readonly removed: number;
  readonly remaining: number;
  readonly seconds: number;
}

const FUNCTION_TIMEOUT_MS = 300_000;

async function prune(storeUrl: string, way: Way): Promise<Pruned> {
  const started = performance.now();
  const { removed, remaining } =
    way === 'single' ? await inOneCommand(storeUrl) : await inBatches(storeUrl, way);
  return { removed, remaining, seconds: (performance.now() - started) / 1000 };
}

async function inOneCommand(storeUrl: string): Promise<{ removed: number; remaining: number }> {
  const client = createRedisClient(parseStoreUrl(storeUrl));
  const removed = await client.zremrangebyscore(COOKIE_SET, '-inf', Date.now() / 1000 - COOKIE_AGE_SECONDS);
  client.disconnect();
  return { removed, remaining: 0 };
}

async function inBatches(storeUrl: string, way: Exclude<Way, 'single'>) {
  const store = new StoreConnection(staticAccess(storeUrl));
  const deadline = Date.now() + FUNCTION_TIMEOUT_MS;
  const context = { awsRequestId: 'scale', getRemainingTimeInMillis: () => deadline - Date.now() } as Context;
  try {
    return way === 'expire'
      ? await createExpire({ cookieAgeSeconds: COOKIE_AGE_SECONDS, store })({}, context)
      : await pruneSessions(store, { ageSeconds: COOKIE_AGE_SECONDS, batch: way.batch, deadline });
  } finally {
    store.close();
  }
}

process.on('message', async ({ storeUrl, way }: { storeUrl: string; way: Way }) => {
  process.send?.(await prune(storeUrl, way));
  process.disconnect();
});
