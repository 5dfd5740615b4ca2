// The findings of doctor, and how a check that throws becomes one.

import { AwsCallError } from '../aws/aws-call.ts';

/** `n/a`: this deployment has nothing to check. */
export type Level = 'ok' | 'warn' | 'fail' | 'n/a';

/** The result of one check of doctor. */
export interface Finding {
  readonly level: Level;
  /** Such as `DNS`. */
  readonly about: string;
  /** What doctor saw, in one line. */
  readonly seen: string;
  /** What to do about it; undefined if all is well. */
  readonly advice?: string;
}

/** Findings about one thing, in the order they are printed. */
export function findingsOn(about: string) {
  return (level: Level, seen: string, advice?: string): Finding => ({
    ...{ level, about, seen },
    ...(advice !== undefined && { advice }),
  });
}

/**
 * Runs one check. A missing permission is a warning, since nothing is known to be wrong; a service that the emulator
 * lacks is `n/a`; any other error is a failure.
 * @param advice what to do about that failure
 */
export async function look(
  about: string,
  see: () => Promise<Finding[]>,
  advice?: string,
): Promise<Finding[]> {
  const finding = findingsOn(about);
  try {
    return await see();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof AwsCallError)) return [finding('fail', message, advice)];
    if (error.fault === 'not-available') return [finding('n/a', message)];
    return [error.fault === 'not-allowed' ? finding('warn', message) : finding('fail', message, advice)];
  }
}
