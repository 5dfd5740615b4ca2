/** A cache for one value from a slow source: value, expiry and a single load at a time. */
import { withinMs } from './deadline.ts';

/** How long a value is fresh, and how long to wait before a failing or doubted source is loaded again; milliseconds. */
export interface CacheTimes {
  readonly freshMs: number;
  readonly retryMs: number;
}

/** How long to wait for the source before a stale value is given instead; milliseconds. */
const STALE_WAIT_MS = 500;

/**
 * Keeps a value from a slow source. Callers that come at the same time share one load, and while the source is down
 * they get the stale value.
 */
export class CachedValue<T> {
  readonly #load: () => Promise<T>;
  readonly #times: CacheTimes;
  readonly #now: () => number;
  #cached: { value: T } | undefined;
  #staleAt = 0;
  #lastLoad = Number.NEGATIVE_INFINITY;
  #loading: Promise<T> | undefined;

  constructor(load: () => Promise<T>, times: CacheTimes, now: () => number = Date.now) {
    this.#load = load;
    this.#times = times;
    this.#now = now;
  }

  /** Gives the value, loading it if it is missing or stale. Rejects only if there is no value, not even a stale one. */
  async get(): Promise<T> {
    const cached = this.#cached;
    if (cached !== undefined && this.#now() < this.#staleAt) return cached.value;
    if (cached === undefined) return this.#loadFirst();
    try {
      return await withinMs(STALE_WAIT_MS, this.#reload());
    } catch {
      // A load that is only slow goes on, and its value counts as soon as it arrives.
      this.#staleAt = this.#now() + this.#times.retryMs;
      return cached.value;
    }
  }

  /**
   * Loads the value again because a caller doubts it, at most once in `retryMs`.
   * @returns whether the source gave a value
   */
  async refresh(): Promise<boolean> {
    // Joins a load that is under way: several requests may doubt the value at the same time.
    if (this.#loading === undefined && this.#now() - this.#lastLoad < this.#times.retryMs) return false;
    try {
      await this.#reload();
      return true;
    } catch {
      return false;
    }
  }

  async #loadFirst(): Promise<T> {
    const earlierLoad = this.#loading;
    if (earlierLoad === undefined) return this.#reload();
    try {
      return await earlierLoad;
    } catch {
      // The earlier load may have met a fault that has ended since, or slept through a freeze: this request tries again.
      return this.#reload();
    }
  }

  #reload(): Promise<T> {
    // Cleared out here, not inside #loadOnce: a source that throws at once would clear the field before it is set, and
    // the rejected promise would then stay in it for good.
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #loadOnce(): Promise<T> {
    this.#lastLoad = this.#now();
    const value = await this.#load();
    this.#cached = { value };
    this.#staleAt = this.#now() + this.#times.freshMs;
    return value;
  }
}
