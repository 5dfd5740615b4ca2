/** Median and quartiles of measurements. */

/** Median and quartiles of several measurements. */
export interface Spread {
  readonly median: number;
  /** The lower quartile. */
  readonly low: number;
  /** The upper quartile. */
  readonly high: number;
}

/** Median and quartiles; NaN for an empty list. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** The median, the upper one of two middle values; NaN for an empty list. */
export function middle(values: readonly number[]): number {
  return spreadOf(values).median;
}
