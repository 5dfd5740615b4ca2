/** The few commands that the bridge sends: the smallest interface, so that a fake is a few lines. */
export interface StoreCommands {
  /** Runs a Lua script by its hash, sending the text only when the store does not know it yet. */
  script(script: StoreScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** Looks up members of several sorted sets in one round trip. */
  scores(lookups: readonly ScoreLookup[]): Promise<(number | null)[]>;
}

/** One ZSCORE. */
export interface ScoreLookup {
  readonly set: string;
  readonly member: string;
}

/** A Lua script with the SHA-1 that EVALSHA names it by. */
export interface StoreScript {
  readonly lua: string;
  readonly sha1: string;
}

/** A store that gives an answer or a `StoreUnreachable` before the deadline, having tried again once where that helps. */
export interface SessionStore {
  /**
   * @param deadline epoch milliseconds
   * @throws StoreUnreachable
   */
  run<T>(deadline: number, use: (commands: StoreCommands) => Promise<T>): Promise<T>;
}
