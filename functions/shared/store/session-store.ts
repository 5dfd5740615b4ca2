/** What the bridge needs of a store: the interface, its two commands, and Lua scripts. */
import { hash } from 'node:crypto';

/** The few commands that the bridge sends. The interface is small, so that a fake takes a few lines. */
export interface StoreCommands {
  /** Runs a Lua script by its hash, and sends the text only if the store does not know it. */
  script(script: StoreScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** Looks up members of several sorted sets in one round trip. */
  scores(lookups: readonly ScoreLookup[]): Promise<(number | null)[]>;
}

/** One ZSCORE. */
export interface ScoreLookup {
  readonly set: string;
  readonly member: string;
}

/** A Lua script with the SHA-1 by which EVALSHA names it. */
export interface StoreScript {
  readonly lua: string;
  readonly sha1: string;
}

/** A store that answers or fails before a deadline, after one retry where that can help. */
export interface SessionStore {
  /**
   * @param deadline epoch milliseconds
   * @throws StoreUnreachableError
   * @throws SecretUnavailableError if the store's endpoint or credentials cannot be read
   */
  run<T>(deadline: number, use: (commands: StoreCommands) => Promise<T>): Promise<T>;
}

/** Makes a script ready to send by its SHA-1. */
export function storeScript(lua: string): StoreScript {
  return { lua, sha1: hash('sha1', lua, 'hex') };
}

/**
 * Gives the function's clock as an argument of a script: epoch seconds. Scripts do not read the store's clock, because
 * ElastiCache Serverless refuses that.
 */
export function clockArgument(): string {
  return (Date.now() / 1000).toFixed(6);
}
