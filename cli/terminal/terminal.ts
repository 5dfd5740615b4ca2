import { createInterface } from 'node:readline';
import { DeclinedError, ExitCode } from '../cli-error.ts';
import { readHiddenLine } from './hidden-line.ts';
import { escapeHidden } from './safe-text.ts';

/** More than any cookie that a browser keeps. */
const INPUT_LIMIT_CHARS = 65_536;

/** Who runs the command: told what goes on, and asked, on stderr, so that stdout is the result and nothing else. */
export class Terminal {
  /** What to say when Ctrl-C ends the command here. */
  stopHint = '';
  #onStop: (() => void) | undefined;

  constructor() {
    process.on('SIGINT', () => this.#stop(ExitCode.stopped));
    process.on('SIGTERM', () => this.#stop(143));
    // Whoever reads only the first line of the result closes the pipe.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? ExitCode.ok : ExitCode.failed);
    });
  }

  get canAsk(): boolean {
    return process.stdin.isTTY === true;
  }

  /** A line; of text from elsewhere in it, no character is obeyed or hidden. */
  say(line: string): void {
    process.stderr.write(`${escapeHidden(line)}\n`);
  }

  /** Whether colour is wanted in the result (https://no-color.org/). */
  get colour(): boolean {
    return process.stdout.isTTY === true && !process.env.NO_COLOR;
  }

  /** Has something else happen at Ctrl-C than the end of the process. */
  onStop(stop: () => void): void {
    this.#onStop = stop;
  }

  /**
   * Goes on only after a yes.
   * @param yes said already, on the command line
   * @throws {DeclinedError} after anything else, and when nobody is there to be asked
   */
  async confirm(question: string, yes: boolean | undefined): Promise<void> {
    if (yes) return;
    if (!this.canAsk) throw new DeclinedError(`${question} Nobody is there to be asked: --yes says yes.`);
    process.stderr.write(`${escapeHidden(question)} [y/N] `);
    if (!/^\s*y(es)?\s*$/i.test(await this.#readLine())) throw new DeclinedError('Nothing was done.');
  }

  /** A line that is not shown while it is typed; from a pipe, the first line that comes. */
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
    // Not as a terminal: that would take Ctrl-C away from the process.
    const lines = createInterface({ input: process.stdin, terminal: false });
    return new Promise((resolve) => {
      lines.once('line', (line) => {
        resolve(line);
        lines.close();
      });
      // Ctrl-D says nothing.
      lines.once('close', () => resolve(''));
    });
  }

  #stop(exitCode: number): void {
    if (this.#onStop !== undefined) {
      this.#onStop();
      return;
    }
    // Below the ^C that the terminal shows.
    process.stderr.write('\n');
    this.say(`Stopped.${this.stopHint && ` ${this.stopHint}`}`);
    process.exit(exitCode);
  }
}
