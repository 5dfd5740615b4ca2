// What a smoke check is, and the two ways in which it can end without passing.

import { CliError, ExitCode } from '../cli-error.ts';
import type { Site } from '../site/site.ts';
import type { Browser } from './browser.ts';
import type { Target } from './target.ts';

/** What a check works with. */
export interface CheckContext {
  readonly target: Target;
  readonly site: Site;
  readonly browser: Browser;
}

/** One property of a live deployment. A check depends on no other: it logs in the users that it needs. */
export interface Check {
  /** Stable, for scripts that read the results. */
  readonly id: string;
  /** The property, in a few words. */
  readonly title: string;
  /** What the property means for users and operators; printed below a failure. */
  readonly proves: string;
  /**
   * @returns what the check saw, in a few words
   * @throws {CheckFailedError} @throws {NotApplicableError} any other error is a failure too
   */
  run(context: CheckContext): Promise<string>;
}

/** The property does not hold; the message says what the check saw. */
export class CheckFailedError extends CliError {
  override readonly name = 'CheckFailedError';
  override readonly exitCode = ExitCode.failed;
}

/** This deployment has nothing to check; the message says why. */
export class NotApplicableError extends CliError {
  override readonly name = 'NotApplicableError';
  override readonly exitCode = ExitCode.ok;
}

/** @throws {CheckFailedError} with the message `seen`, unless the condition holds */
export function must(holds: boolean, seen: string): asserts holds {
  if (!holds) throw new CheckFailedError(seen);
}

/** Few enough for a small wiki and for the throttling of the hooks. */
const MAX_CONCURRENT = 4;
/** Failures that the message of a check quotes. */
const MAX_QUOTED = 3;

/**
 * Runs all cases of a check, four at a time.
 * @returns the number of cases
 * @throws {CheckFailedError} that quotes the first failures and counts them all
 */
export async function forEachCase<T>(cases: readonly T[], run: (one: T) => Promise<void>): Promise<number> {
  const problems: string[] = [];
  const waiting = [...cases];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      try {
        await run(one);
      } catch (error) {
        // Any other error, such as a refused login, ends the whole check.
        if (!(error instanceof CheckFailedError)) throw error;
        problems.push(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT }, worker));
  if (problems.length === 0) return cases.length;
  const more = problems.length > MAX_QUOTED ? `; and ${problems.length - MAX_QUOTED} more` : '';
  throw new CheckFailedError(
    `${problems.length} of ${cases.length} failed: ${problems.slice(0, MAX_QUOTED).join('; ')}${more}`,
  );
}
