// Entry point of `npx wiki-sso`: runs a command and maps an error to one line and an exit code.
// cli/wiki-sso.mjs starts it on a Node that runs TypeScript.

import { CommanderError } from 'commander';
import { CliError, ExitCode } from './cli-error.ts';
import { createProgram } from './command-line/program.ts';
import { printReport } from './report.ts';
import { oneLine } from './terminal/safe-text.ts';
import { Terminal } from './terminal/terminal.ts';

const terminal = new Terminal();

/** Anything but a `CliError` is a bug: its name helps to report it. */
function exitWith(error: unknown): void {
  const { name, message, stack = '' } = error as Error;
  const isBug = !(error instanceof CliError);
  terminal.say(`wiki-sso: ${isBug ? `${name}: ` : ''}${oneLine(message)}`);
  if (process.env.WIKI_SSO_DEBUG) for (const line of stack.split('\n')) terminal.say(line);
  process.exitCode = isBug ? ExitCode.failed : error.exitCode;
}

try {
  await createProgram(terminal, printReport).parseAsync();
} catch (error) {
  // Commander has already printed what is wrong, or the help.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.setup;
  else exitWith(error);
}
