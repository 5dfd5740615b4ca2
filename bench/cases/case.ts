/** One thing that is timed. */
export interface Case {
  readonly name: string;
  /** One request, one after another as in a container. */
  readonly once: () => Promise<unknown>;
  /** What comes before each request and is not timed. */
  readonly before?: () => void;
  /** The most that the ratio to the baseline should be. */
  readonly aim?: number;
}

/** Cases whose times are divided by that of the first. */
export interface Comparison {
  readonly title: string;
  readonly baseline: Case;
  readonly measured: readonly Case[];
  readonly close: () => void;
}
