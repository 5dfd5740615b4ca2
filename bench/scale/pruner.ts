// Run as a child: one run of a way of pruning, timed. The parent tells which; the answer is what came of it.

import type { Context } from 'aws-lambda';
import { createExpire } from '../../functions/expire/expire.ts';
import { COOKIE_SET } from '../../functions/shared/sessions/store-keys.ts';
import { createRedisClient } from '../../functions/shared/store/redis-client.ts';
import { StoreConnection } from '../../functions/shared/store/store-connection.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { COOKIE_AGE_SECONDS } from '../../test/support/bridge.ts';
import { staticAccess } from '../../test/support/static-access.ts';

/** `expire` as deployed, the original's one command (`single`), or nothing: readers alone. */
export type Way = 'none' | 'single' | 'expire';

/** One run of a way, for the child. */
export interface PruneTask {
  readonly storeUrl: string;
  readonly way: Exclude<Way, 'none'>;
  /** What a function would still have of its time; nothing to `single`. */
  readonly remainingMs: number;
}

/** What a run of a way came to. */
export interface Pruned {
  readonly removed: number;
  readonly remaining: number;
  readonly seconds: number;
  /** Processor time of the pruning process. */
  readonly processorSeconds: number;
}

async function prune({ storeUrl, way, remainingMs }: PruneTask): Promise<Pruned> {
  const started = performance.now();
  const used = process.cpuUsage();
  const { removed, remaining } =
    way === 'single' ? await inOneCommand(storeUrl) : await asDeployed(storeUrl, remainingMs);
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - started) / 1000;
  return { removed, remaining, seconds, processorSeconds: (user + system) / 1e6 };
}

async function inOneCommand(storeUrl: string): Promise<{ removed: number; remaining: number }> {
  const client = createRedisClient(parseStoreUrl(storeUrl));
  const removed = await client.zremrangebyscore(COOKIE_SET, '-inf', Date.now() / 1000 - COOKIE_AGE_SECONDS);
  client.disconnect();
  return { removed, remaining: 0 };
}

async function asDeployed(storeUrl: string, remainingMs: number) {
  const store = new StoreConnection(staticAccess(storeUrl));
  const deadline = Date.now() + remainingMs;
  const context = { awsRequestId: 'scale', getRemainingTimeInMillis: () => deadline - Date.now() } as Context;
  try {
    return await createExpire({ cookieAgeSeconds: COOKIE_AGE_SECONDS, store })({}, context);
  } finally {
    store.close();
  }
}

process.on('message', async (task: PruneTask) => {
  process.send?.(await prune(task));
});
process.send?.('ready');
