// The result of a command, and how it is printed.

import type { ExitCode } from './cli-error.ts';
import { escapeHidden } from './terminal/safe-text.ts';

/** The result of a command, for people and for programs. */
export interface Report {
  readonly exitCode: ExitCode;
  /** Printed with `--json`. */
  readonly json: object;
  /** Printed without it: lines that end in a newline. */
  readonly text: string;
}

/** Prints a result to stdout and sets the exit code. */
export function printReport({ exitCode, json, text }: Report, asJson: boolean): void {
  process.stdout.write(asJson ? printableJson(json) : text);
  process.exitCode = exitCode;
}

/** The same JSON, without characters that a terminal obeys or hides. */
function printableJson(json: object): string {
  return `${JSON.stringify(json, null, 2).split('\n').map(escapeHidden).join('\n')}\n`;
}
