import { SetupError } from '../cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** How a rotation is called. */
export interface RotationOptions {
  readonly begin?: boolean | undefined;
  readonly finish?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly file?: string | undefined;
  readonly wiki?: string | undefined;
  /** Milliseconds. */
  readonly wait?: number | undefined;
}

/** DeploymentOptions part of a rotation to do: others have to be told a new value in the middle of it. */
export interface RotationPhases {
  readonly begin: boolean;
  readonly finish: boolean;
}

/** @throws {SetupError} when nobody could be asked in the middle and none was chosen */
export function choosePhases({ begin, finish, yes }: RotationOptions, terminal: Terminal): RotationPhases {
  if (begin || finish) return { begin: begin === true, finish: finish === true };
  if (yes || !terminal.canAsk) {
    throw new SetupError(
      'a script says --begin, has the new value put where it is needed, and says --finish: no answer can be given ahead',
    );
  }
  return { begin: true, finish: true };
}
