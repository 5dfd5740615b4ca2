import { withinMs } from './deadline.ts';

/** How long a value counts as fresh, and how often a failing or doubted source is asked again; milliseconds. */
export interface CacheTimes {
  readonly freshMs: number;
  readonly retryMs: number;
}

/** A value past its time is given after this long when its source does not answer; milliseconds. */
const STALE_WAIT_MS = 500;

/**
 * A value from a slow source: kept for a while, loaded once however many ask at the same time, and used past its
 * time rather than not at all while the source is down.
 */
export class CachedValue<T> {
  readonly #load: () => Promise<T>;
  readonly #times: CacheTimes;
  readonly #now: () => number;
  #held: { value: T } | undefined;
  #freshUntil = 0;
  #lastLoad = Number.NEGATIVE_INFINITY;
  #loading: Promise<T> | undefined;

  constructor(load: () => Promise<T>, times: CacheTimes, now: () => number = Date.now) {
    this.#load = load;
    this.#times = times;
    this.#now = now;
  }

  /** The value, loaded if there is none or its time is over. Rejects only when there is nothing to give. */
  async get(): Promise<T> {
    const held = this.#held;
    if (held !== undefined && this.#now() < this.#freshUntil) return held.value;
    if (held === undefined) return this.#loadFirst();
    try {
      return await withinMs(STALE_WAIT_MS, this.#reload());
    } catch {
      // A load that is only slow goes on, and its value counts as soon as it comes.
      this.#freshUntil = this.#now() + this.#times.retryMs;
      return held.value;
    }
  }

  /**
   * Loads again because the value is in doubt, at most once in `retryMs`.
   * @returns whether the source was asked
   */
  async refresh(): Promise<boolean> {
    // A load under way is joined: the request that began it is not the only one in doubt.
    if (this.#loading === undefined && this.#now() - this.#lastLoad < this.#times.retryMs) return false;
    try {
      await this.#reload();
      return true;
    } catch {
      return false;
    }
  }

  async #loadFirst(): Promise<T> {
    const begunEarlier = this.#loading;
    if (begunEarlier === undefined) return this.#reload();
    try {
      return await begunEarlier;
    } catch {
      // It may have met a fault that has ended since, or slept through a freeze: that is not this request's failure.
      return this.#reload();
    }
  }

  #reload(): Promise<T> {
    // Not undone inside of it: a source that throws at once would have ended before it is noted, and be noted for good.
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #loadOnce(): Promise<T> {
    this.#lastLoad = this.#now();
    const value = await this.#load();
    this.#held = { value };
    this.#freshUntil = this.#now() + this.#times.freshMs;
    return value;
  }
}
