/** Tells the person at the terminal what is going on. Colour only where the output is a terminal. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #colour: boolean;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#colour = out.isTTY === true && !process.env.NO_COLOR;
  }

  say(line: string): void {
    this.#out.write(`${line}\n`);
  }

  /** Runs `work` and prints its name with the seconds that it took. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    this.say(`  ${this.#paint(32, '✓')} ${title} ${this.#paint(2, `${seconds} s`)}`);
    return result;
  }

  /** One line that a part logged. */
  log(part: string, line: string): void {
    this.say(`${this.#paint(36, part.padEnd(8))} ${line}`);
  }

  problem(message: string): void {
    this.say(`${this.#paint(31, 'stopped:')} ${message}`);
  }

  heading(text: string): void {
    this.say(this.#paint(1, text));
  }

  #paint(code: number, text: string): string {
    return this.#colour ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}
