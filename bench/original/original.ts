/** Runs the original of 2012 in a Python process. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** What the original did: its part of a login, its part of a page view. */
export type OriginalWay = 'login' | 'page-view';

/** The original of 2012 in a Python process of its own, which times itself: it ran inside the site and inside the wiki. */
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
   * Does it over and over, one after another.
   * @param ms for how long, milliseconds
   * @returns the median of one, microseconds
   * @throws when the process has ended
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
