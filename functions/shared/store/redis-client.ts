import { Redis, type RedisOptions } from 'ioredis';
import { parseScore } from './score.ts';
import type { StoreCommands } from './session-store.ts';
import type { StoreEndpoint } from './store-access.ts';

/**
 * Options that fit a Lambda, each against ioredis' default: a first command may meet a socket that died while the
 * container was frozen, and an answer after the function's budget is worth nothing.
 */
const LAMBDA_OPTIONS = {
  // The first command connects, inside its own time limit.
  lazyConnect: true,
  connectTimeout: 1000,
  // A socket that no longer answers must not keep the next connection waiting for its goodbye (default 2 s).
  disconnectTimeout: 10,
  // One retry by the driver; store-connection.ts bounds the whole.
  maxRetriesPerRequest: 1,
  retryStrategy: (attempt: number) => Math.min(attempt * 20, 200),
  // One HELLO instead of four commands before the first answer.
  enableReadyCheck: false,
  disableClientInfo: true,
} satisfies RedisOptions;

/** Makes the standalone client of a container; it connects at its first command. */
export function createRedisClient(endpoint: StoreEndpoint): Redis {
  const { tls, ...address } = endpoint;
  return new Redis({ ...LAMBDA_OPTIONS, ...address, ...(tls !== undefined && { tls: { ...tls } }) });
}

/** The bridge's commands on an ioredis client. */
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
