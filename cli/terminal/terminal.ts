// The operator's terminal: progress, questions, hidden input and Ctrl-C.

import { createInterface } from 'node:readline';
import { DeclinedError, ExitCode } from '../cli-error.ts';
import { readHiddenLine } from './hidden-line.ts';
import { escapeHidden } from './safe-text.ts';

/** More than any cookie that a browser keeps. */
const INPUT_LIMIT_CHARS = 65_536;

/** The operator's terminal. Progress and questions go to stderr, so that stdout holds the result only. */
export class Terminal {
  /** Printed if Ctrl-C ends the command now. */
  stopHint = '';
  #onStop: (() => void) | undefined;

  constructor() {
    process.on('SIGINT', () => this.#stop(ExitCode.stopped));
    process.on('SIGTERM', () => this.#stop(143));
    // `head -1` and the like close the pipe after the first line.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? ExitCode.ok : ExitCode.failed);
    });
  }

  /** Whether stdin is a terminal. */
  get canAsk(): boolean {
    return process.stdin.isTTY === true;
  }

  /** Prints a line of progress; a terminal neither obeys nor hides a character of it. */
  say(line: string): void {
    process.stderr.write(`${escapeHidden(line)}\n`);
  }

  /** Whether the result may have colour (https://no-color.org/). */
  get colour(): boolean {
    return process.stdout.isTTY === true && !process.env.NO_COLOR;
  }

  /** Replaces what Ctrl-C does. */
  onStop(stop: () => void): void {
    this.#onStop = stop;
  }

  /**
   * Asks a question and returns only after a yes.
   * @param yes answers the question in advance
   * @param declined the message of the error
   * @throws {DeclinedError} after any other answer, and without a terminal to ask on
   */
  async confirm(question: string, yes: boolean | undefined, declined = 'Nothing was done.'): Promise<void> {
    if (yes) return;
    if (!this.canAsk)
      throw new DeclinedError(`${question} There is no terminal to ask on: --yes answers yes.`);
    process.stderr.write(`${escapeHidden(question)} [y/N] `);
    if (!/^\s*y(es)?\s*$/i.test(await this.#readLine())) throw new DeclinedError(declined);
  }

  /** Reads a line without echo, or the first line of a pipe. */
  async readSecretLine(prompt: string): Promise<string> {
    if (this.canAsk) return readHiddenLine(process.stdin, process.stderr, prompt, () => this.#stop(130));
    let text = '';
    process.stdin.setEncoding('utf8');
    for await (const chunk of process.stdin) {
      text += chunk;
      if (text.length > INPUT_LIMIT_CHARS) break;
    }
    return text.trim().split(/\r?\n/)[0] ?? '';
  }

  #readLine(): Promise<string> {
    // With `terminal: true`, Ctrl-C would no longer reach the process.
    const lines = createInterface({ input: process.stdin, terminal: false });
    return new Promise((resolve) => {
      lines.once('line', (line) => {
        resolve(line);
        lines.close();
      });
      // Ctrl-D ends the input without a line.
      lines.once('close', () => resolve(''));
    });
  }

  #stop(exitCode: number): void {
    if (this.#onStop !== undefined) {
      this.#onStop();
      return;
    }
    // The terminal has printed ^C on the current line.
    process.stderr.write('\n');
    this.say(`Stopped.${this.stopHint && ` ${this.stopHint}`}`);
    process.exit(exitCode);
  }
}
