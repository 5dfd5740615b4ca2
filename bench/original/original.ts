/** Runs the original of 2012 in a Python process. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** The two operations of the original. */
export type OriginalWay = 'login' | 'page-view';

/** The original of 2012 in a Python process that times itself, because the original ran inside site and wiki. */
export class Original {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(storeUrl: string) {
    this.#process = spawn('.local/venv/bin/python', ['bench/original/original_way.py', storeUrl], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines: Interface = createInterface({ input: this.#process.stdout as NodeJS.ReadableStream });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /**
   * Repeats an operation.
   * @param ms duration, milliseconds
   * @returns the median of one, microseconds
   * @throws if the process has ended
   */
  async medianMicroseconds(way: OriginalWay, ms: number): Promise<number> {
    this.#process.stdin?.write(`${way} ${ms}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the original's Python ended");
    return Number(value);
  }

  stop(): void {
    this.#process.kill();
  }
}
