// Chooses the phases of a rotation: before and after the site or the wiki gets the new value.

import { SetupError } from '../cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Options of `rotate`. */
export interface RotationOptions {
  readonly begin?: boolean | undefined;
  readonly finish?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly file?: string | undefined;
  readonly wiki?: string | undefined;
  /** Time for running functions to notice, milliseconds. */
  readonly wait?: number | undefined;
}

/** The phases to run. Between them, the site or the wiki gets the new value. */
export interface RotationPhases {
  readonly begin: boolean;
  readonly finish: boolean;
}

/**
 * Chooses the phases from the options. Both run only on a terminal, which can ask between them.
 * @throws {SetupError} if the options choose none and there is no terminal
 */
export function choosePhases({ begin, finish, yes }: RotationOptions, terminal: Terminal): RotationPhases {
  if (begin || finish) return { begin: begin === true, finish: finish === true };
  if (yes || !terminal.canAsk) {
    throw new SetupError(
      'expected --begin or --finish: without a terminal, run --begin, hand over the new value, then run --finish',
    );
  }
  return { begin: true, finish: true };
}
