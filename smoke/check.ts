import type { Browser } from './browser.ts';
import type { Site } from './site.ts';
import type { Target } from './target.ts';

/** What a check has to play with. */
export interface Stage {
  readonly target: Target;
  readonly site: Site;
  readonly browser: Browser;
}

/** One thing that a live deployment is asked to show. Checks stand alone: each logs in what it needs. */
export interface Check {
  /** Stable, for scripts that read the results. */
  readonly id: string;
  /** What holds when it passes, in a few words. */
  readonly title: string;
  /** What is known afterwards, or what would be wrong, for whoever reads a failure. */
  readonly proves: string;
  /**
   * @returns what was seen, in a few words, when it holds
   * @throws {Failed} @throws {NotApplicable} anything else counts as a failure too
   */
  run(stage: Stage): Promise<string>;
}

/** What was to hold does not; the message says what was seen instead. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** This deployment has nothing to check here; the message says why. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** @throws {Failed} with `seen`, unless it holds */
export function must(holds: boolean, seen: string): asserts holds {
  if (!holds) throw new Failed(seen);
}
