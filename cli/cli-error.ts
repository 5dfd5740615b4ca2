// Exit codes of the command line, and the errors that carry them.

/** What an exit code means to a script; docs/command-line.md explains each. */
export const ExitCode = {
  /** Done, and all is well. */
  ok: 0,
  /** Done in full or in part, and something is wrong. */
  failed: 1,
  /** The command could not start: bad arguments, no stack, no credentials, no right. */
  setup: 2,
  /** The operator declined, or there is no terminal to ask on. */
  declined: 3,
  /** Ctrl-C; shells use the same number. */
  stopped: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** An error that an operator can act on: its message is one line, and the process ends with its exit code. */
export abstract class CliError extends Error {
  abstract override readonly name: string;
  abstract readonly exitCode: ExitCode;
}

/** The command cannot start; the message says what to set or to look at. */
export class SetupError extends CliError {
  override readonly name = 'SetupError';
  override readonly exitCode = ExitCode.setup;
}

/** The operator declined, or there is no terminal to ask on; nothing has changed since the question. */
export class DeclinedError extends CliError {
  override readonly name = 'DeclinedError';
  override readonly exitCode = ExitCode.declined;
}

/** The command started and did not complete, or found something wrong; the message says what to do. */
export class OperationError extends CliError {
  override readonly name = 'OperationError';
  override readonly exitCode = ExitCode.failed;
}
