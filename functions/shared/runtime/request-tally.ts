/** Counts ordinary requests, so that a few seconds of them share one log line. */
import type { Outcome } from './outcome.ts';

/** The counts of a few seconds. */
export interface Tally {
  /** Epoch milliseconds of the last request. */
  readonly atMs: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly latenciesMs: readonly number[];
}

/** A container that serves one request after the other writes a line this often; milliseconds. */
export const WINDOW_MS = 5000;
/** The most values that one embedded metric may have. */
export const MAX_VALUES = 100;

interface OpenTally {
  startedMs: number;
  atMs: number;
  outcomes: Partial<Record<Outcome, number>>;
  latenciesMs: number[];
}

/**
 * Counts the requests of a container and passes the counts on every few seconds. It has no timer, because Lambda
 * freezes a container between requests and may never thaw it. Instead, the first request after a pause is passed on at
 * once. A freeze for good loses at most the rest of one burst, so count only ordinary requests here.
 */
export class RequestTally {
  readonly #onTally: (tally: Tally) => void;
  readonly #now: () => number;
  #open: OpenTally | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(onTally: (tally: Tally) => void, now: () => number = Date.now) {
    this.#onTally = onTally;
    this.#now = now;
  }

  /** @param latencyMs milliseconds */
  add(outcome: Outcome, latencyMs: number): void {
    const now = this.#now();
    // Counts from before a freeze get a line of their own, with their own time.
    if (this.#open !== undefined && now - this.#open.startedMs >= WINDOW_MS) this.#flush();
    this.#open ??= { startedMs: now, atMs: now, outcomes: {}, latenciesMs: [] };
    const { outcomes, latenciesMs } = this.#open;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    latenciesMs.push(latencyMs);
    this.#open.atMs = now;
    if (latenciesMs.length >= MAX_VALUES || now - this.#lastMs >= WINDOW_MS) {
      this.#flush();
      this.#lastMs = now;
    }
  }

  #flush(): void {
    const tally = this.#open;
    this.#open = undefined;
    if (tally !== undefined) this.#onTally(tally);
  }
}
