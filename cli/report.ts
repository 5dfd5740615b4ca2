import type { ExitCode } from './exit-code.ts';

/** What a command has to tell: the same for people and for programs. */
export interface Report {
  readonly exitCode: ExitCode;
  /** Printed with `--json`, as it stands. */
  readonly json: object;
  /** Printed without it: lines that end in a newline. */
  readonly text: string;
}
