// Runs one way of pruning as a child process and sends the figures to its parent.

import type { Context } from 'aws-lambda';
import { createExpire } from '../../functions/expire/expire.ts';
import { COOKIE_SET } from '../../functions/shared/sessions/store-keys.ts';
import { createRedisClient } from '../../functions/shared/store/redis-client.ts';
import { StoreConnection } from '../../functions/shared/store/store-connection.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { COOKIE_AGE_SECONDS } from '../../harness/bridge.ts';
import { staticAccess } from '../../harness/static-access.ts';

/** `expire` as deployed, the original's one command (`single`), or nothing: readers alone. */
export type Way = 'none' | 'single' | 'expire';

/** A message of the parent: one run. */
export interface PruneTask {
  readonly storeUrl: string;
  readonly way: Exclude<Way, 'none'>;
  /** The remaining time of the function, milliseconds; `single` ignores it. */
  readonly remainingMs: number;
}

/** The figures of a run. */
export interface Pruned {
  readonly removed: number;
  readonly remaining: number;
  readonly seconds: number;
  /** The processor time of the pruning process. */
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
  const rules = { cookieAgeSeconds: COOKIE_AGE_SECONDS };
  const context = { awsRequestId: 'scale', getRemainingTimeInMillis: () => deadline - Date.now() } as Context;
  try {
    return await createExpire({ rules, store })({}, context);
  } finally {
    store.close();
  }
}

process.on('message', async (task: PruneTask) => {
  process.send?.(await prune(task));
});
process.send?.('ready');
