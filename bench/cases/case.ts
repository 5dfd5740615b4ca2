/** The types of what the benchmarks compare. */

/** One thing that is timed. */
export type Case = CaseHere | CaseElsewhere;

interface Described {
  readonly name: string;
  /** The most that the ratio to the baseline should be. */
  readonly aim?: number;
}

/** Timed in this process. */
export interface CaseHere extends Described {
  /** One request, one after another as in a container. */
  readonly once: () => Promise<unknown>;
  /** What comes before each request and is not timed. */
  readonly before?: () => void;
}

/** Timed by another process on itself. */
export interface CaseElsewhere extends Described {
  /** Does it over and over for so many milliseconds; the median of one, microseconds. */
  readonly medianMicroseconds: (ms: number) => Promise<number>;
}

/** Cases whose times are divided by that of the first. */
export interface Comparison {
  readonly title: string;
  readonly baseline: Case;
  readonly measured: readonly Case[];
  readonly close: () => void;
}
