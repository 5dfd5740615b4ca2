/** Median and quartiles of measurements. */

/** Many measurements of one thing. */
export interface Spread {
  readonly median: number;
  /** A quarter of all is below. */
  readonly low: number;
  /** A quarter of all is above. */
  readonly high: number;
}

/** NaN of nothing. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** The median: the middle value, the upper one of two. NaN of nothing. */
export function middle(values: readonly number[]): number {
  return spreadOf(values).median;
}
