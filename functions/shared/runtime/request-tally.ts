import type { Outcome } from './outcome.ts';

/** Requests of a few seconds, counted. */
export interface Tally {
  /** Epoch milliseconds of the last of them. */
  readonly atMs: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly latenciesMs: readonly number[];
}

/** A container that serves one request after the other writes a line this often; milliseconds. */
export const WINDOW_MS = 5000;
/** As many values as an embedded metric may have. */
export const MOST_VALUES = 100;

interface Pending {
  begunMs: number;
  atMs: number;
  outcomes: Partial<Record<Outcome, number>>;
  latenciesMs: number[];
}

/**
 * Counts a container's requests and hands the sums on every few seconds. There is no timer: a container is frozen
 * between requests, and may never be thawed. So the first request after a pause is handed on with itself, and what is
 * at stake at a freeze is at most the rest of one burst of ordinary requests; others must not be counted here.
 */
export class RequestTally {
  readonly #handOn: (tally: Tally) => void;
  readonly #now: () => number;
  #pending: Pending | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(handOn: (tally: Tally) => void, now: () => number = Date.now) {
    this.#handOn = handOn;
    this.#now = now;
  }

  /** @param latencyMs milliseconds */
  add(outcome: Outcome, latencyMs: number): void {
    const now = this.#now();
    // What slept through a freeze belongs to the time before it.
    if (this.#pending !== undefined && now - this.#pending.begunMs >= WINDOW_MS) this.#flush();
    this.#pending ??= { begunMs: now, atMs: now, outcomes: {}, latenciesMs: [] };
    const { outcomes, latenciesMs } = this.#pending;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    latenciesMs.push(latencyMs);
    this.#pending.atMs = now;
    if (latenciesMs.length >= MOST_VALUES || now - this.#lastMs >= WINDOW_MS) {
      this.#flush();
      this.#lastMs = now;
    }
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#handOn(pending);
  }
}
