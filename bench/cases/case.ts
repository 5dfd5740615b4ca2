/** The types of what the benchmarks compare. */

/** One measured operation. */
export type Case = CaseHere | CaseElsewhere;

interface Described {
  readonly name: string;
  /** The upper limit for the ratio to the baseline. */
  readonly aim?: number;
}

/** An operation that runs in this process. */
export interface CaseHere extends Described {
  /** One request; requests run one after another, as in a container. */
  readonly once: () => Promise<unknown>;
  /** Preparation before each request, which is not timed. */
  readonly before?: () => void;
}

/** An operation that another process times. */
export interface CaseElsewhere extends Described {
  /** Repeats the operation for `ms` milliseconds. @returns the median of one, microseconds */
  readonly medianMicroseconds: (ms: number) => Promise<number>;
}

/** Several cases, and the baseline by whose time theirs are divided. */
export interface Comparison {
  readonly title: string;
  readonly baseline: Case;
  readonly measured: readonly Case[];
  readonly close: () => void;
}
