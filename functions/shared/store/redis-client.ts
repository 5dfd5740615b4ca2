/** The bridge's commands on ioredis, with options that fit a Lambda function. */
import { Redis, type RedisOptions } from 'ioredis';

import type { StoreCommands } from './session-store.ts';
import type { StoreEndpoint } from './store-access.ts';

/**
 * Options that fit a Lambda function, each other than ioredis' default: the socket of a first command may have died while
 * the container was frozen, and an answer after the function's time limit is worth nothing.
 */
const LAMBDA_OPTIONS = {
  // The first command connects, within its own time limit.
  lazyConnect: true,
  connectTimeout: 1000,
  // Closing a dead socket must not delay the next connection (default 2 s).
  disconnectTimeout: 10,
  // One retry by the driver; store-connection.ts limits the whole time.
  maxRetriesPerRequest: 1,
  retryStrategy: (attempt: number) => Math.min(attempt * 20, 200),
  // Connects with one HELLO instead of four commands.
  enableReadyCheck: false,
  disableClientInfo: true,
} satisfies RedisOptions;

/** Makes a client, which connects at its first command. */
export function createRedisClient(endpoint: StoreEndpoint): Redis {
  const { tls, ...address } = endpoint;
  return new Redis({ ...LAMBDA_OPTIONS, ...address, ...(tls !== undefined && { tls: { ...tls } }) });
}

/** Implements the bridge's commands on an ioredis client. */
export function redisCommands(client: Redis): StoreCommands {
  return {
    async script(script, keys, args) {
      const operands = [...keys, ...args];
      try {
        return await client.call('EVALSHA', [script.sha1, keys.length, ...operands]);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return client.call('EVAL', [script.lua, keys.length, ...operands]);
      }
    },
    async scores(lookups) {
      const pipeline = client.pipeline();
      for (const { set, member } of lookups) pipeline.zscore(set, member);
      const replies = (await pipeline.exec()) ?? [];
      return replies.map(([error, reply]) => {
        if (error) throw error;
        return parseScore(reply as string | number | null);
      });
    },
  };
}

/** Reads a score as the store writes it, where infinity is `inf`. */
export function parseScore(reply: string | number | null | undefined): number | null {
  if (reply === null || reply === undefined) return null;
  if (typeof reply === 'number') return reply;
  if (reply === 'inf' || reply === '+inf') return Number.POSITIVE_INFINITY;
  if (reply === '-inf') return Number.NEGATIVE_INFINITY;
  return Number(reply);
}
