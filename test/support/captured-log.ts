/** Captures what the functions log. */

import { jest } from '@jest/globals';

/** Captures standard output, to which the functions log, until `stop`. */
export class CapturedLog {
  readonly #spy;
  #text = '';

  constructor() {
    this.#spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      this.#text += String(chunk);
      return true;
    });
  }

  get text(): string {
    return this.#text;
  }

  /** The log's lines, parsed. */
  get records(): Record<string, unknown>[] {
    return this.#text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  clear(): void {
    this.#text = '';
  }

  stop(): void {
    this.#spy.mockRestore();
  }
}
