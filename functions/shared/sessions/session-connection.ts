import type { Redis } from 'ioredis';
import { withinMs } from '../runtime/deadline.ts';
import { BridgeError, StoreUnreachable } from '../runtime/errors.ts';
import { createRedisClient, redisCommands } from './redis-client.ts';
import type { SessionStore, StoreCommands } from './session-store.ts';
import { classifyStoreFault } from './store-fault.ts';

/** The first attempt gives up early enough that a second, on a new connection, fits into the same budget. */
const FIRST_ATTEMPT_MS = 700;

/** A store on one lazily made connection, kept for the life of the container. */
export class SessionConnection implements SessionStore {
  readonly #storeUrl: () => Promise<string>;
  #client: Redis | undefined;
  #commands: StoreCommands | undefined;

  /** @param storeUrl gives the store's URL, from a cache of its own */
  constructor(storeUrl: () => Promise<string>) {
    this.#storeUrl = storeUrl;
  }

  async run<T>(deadline: number, use: (commands: StoreCommands) => Promise<T>): Promise<T> {
    const remaining = deadline - Date.now();
    try {
      return await withinMs(Math.min(FIRST_ATTEMPT_MS, remaining), this.#attempt(use));
    } catch (error) {
      const fault = this.#afterFault(error);
      if (!fault.retryable) throw new StoreUnreachable(fault.reason);
    }
    try {
      return await withinMs(deadline - Date.now(), this.#attempt(use));
    } catch (error) {
      throw new StoreUnreachable(this.#afterFault(error).reason);
    }
  }

  /** Closes the connection, for tests and benchmarks: a Lambda container just ends. */
  close(): void {
    this.#client?.disconnect();
    this.#client = undefined;
    this.#commands = undefined;
  }

  async #attempt<T>(use: (commands: StoreCommands) => Promise<T>): Promise<T> {
    if (this.#commands === undefined) {
      const url = await this.#storeUrl();
      // Another request of this container may have been faster.
      if (this.#commands === undefined) {
        this.#client = createRedisClient(url);
        this.#commands = redisCommands(this.#client);
      }
    }
    return use(this.#commands);
  }

  /** Lets go of a connection that can no longer be trusted; errors that are ours pass through. */
  #afterFault(error: unknown): { reason: string; retryable: boolean } {
    if (error instanceof BridgeError) throw error;
    const fault = classifyStoreFault(error);
    // A timed-out socket would time out again: only a new connection can help.
    if (fault.retryable) this.#client?.disconnect(true);
    return fault;
  }
}
