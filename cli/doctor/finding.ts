import { AwsCallError } from '../aws/aws-call.ts';

/** `n/a`: there is nothing to look at here. */
export type Level = 'ok' | 'warn' | 'fail' | 'n/a';

/** One thing that doctor looked at. */
export interface Finding {
  readonly level: Level;
  /** Such as `DNS`. */
  readonly about: string;
  /** What was seen, in a line. */
  readonly seen: string;
  /** What to do about it; nothing when all is well. */
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
 * Looks at one thing. What AWS does not let these credentials see is a warning, and not known to be wrong; what the
 * emulator lacks is nothing to look at.
 * @param advice what to do when it cannot be looked at for any other reason
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
