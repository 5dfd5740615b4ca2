/** What the exit code tells a script; docs/command-line.md explains each. */
export const ExitCode = {
  /** Done, and all is well. */
  ok: 0,
  /** Done or half done, and something is wrong. */
  wrong: 1,
  /** The command line cannot be used, or there was no way to begin. */
  cannotBegin: 2,
  /** Somebody said no, or was to be asked and could not be. */
  refused: 3,
  /** Ctrl-C, as shells count it. */
  stopped: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
