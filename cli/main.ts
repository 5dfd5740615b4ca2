// `npx wiki-sso`: daily work with a deployment. cli/wiki-sso.mjs starts this on a Node that can.

import { CommanderError } from 'commander';
import { CannotBegin } from '../smoke/cannot-begin.ts';
import { escapeHidden } from '../smoke/escape-hidden.ts';
import { NoAnswer } from '../smoke/http/no-answer.ts';
import { oneLine } from '../smoke/one-line.ts';
import { LoginRefused } from '../smoke/site.ts';
import { AwsCallFailed } from './aws/aws-call.ts';
import { createProgram } from './command-line/program.ts';
import { ExitCode } from './exit-code.ts';
import { Refused, WentWrong } from './failures.ts';
import type { Report } from './report.ts';
import { Terminal } from './terminal/terminal.ts';

const terminal = new Terminal();

function print({ exitCode, json, text }: Report, asJson: boolean): void {
  process.stdout.write(asJson ? printableJson(json) : text);
  process.exitCode = exitCode;
}

/** The same JSON, readable and safe on a terminal too. */
function printableJson(json: object): string {
  return `${JSON.stringify(json, null, 2).split('\n').map(escapeHidden).join('\n')}\n`;
}

/** What the exit code says of an error; undefined for a bug. */
function exitCodeOf(error: unknown): ExitCode | undefined {
  if (error instanceof Refused) return ExitCode.refused;
  // With no answer nobody knows whether it counted: whoever asked has to ask again.
  if (error instanceof WentWrong || error instanceof NoAnswer || error instanceof LoginRefused)
    return ExitCode.wrong;
  if (error instanceof CannotBegin || error instanceof AwsCallFailed) return ExitCode.cannotBegin;
  return undefined;
}

function stackLines({ stack = '' }: Error): string[] {
  return stack.split('\n');
}

try {
  await createProgram(terminal, print).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // It has said what is wrong, or shown the help, already.
    process.exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.cannotBegin;
  } else {
    const exitCode = exitCodeOf(error);
    const { name, message } = error as Error;
    terminal.say(`wiki-sso: ${exitCode === undefined ? `${name}: ` : ''}${oneLine(message)}`);
    if (process.env.WIKI_SSO_DEBUG) for (const line of stackLines(error as Error)) terminal.say(line);
    process.exitCode = exitCode ?? ExitCode.wrong;
  }
}
