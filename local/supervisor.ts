/** Starts the parts of an instance, reports a part that crashes, and stops all of them. */

import { mkdirSync } from 'node:fs';
import { Part, type PartCommand } from './part.ts';
import type { DataDir } from './paths.ts';
import { Watchdog } from './watchdog.ts';

/** A part cannot start while the instance stops. */
export class StoppingError extends Error {
  override name = 'StoppingError';
}

/** Starts the parts of an instance, reports one that crashes, and stops all of them. */
export class Supervisor {
  /** Resolves to the reason when a part that should keep running has ended. */
  readonly crashed: Promise<string>;
  readonly #logs: string;
  readonly #onLine: (part: string, line: string) => void;
  readonly #watchdog: Watchdog;
  readonly #parts = new Set<Part>();
  #reportCrash: (reason: string) => void = () => {};
  #stopping = false;

  constructor(dir: DataDir, onLine: (part: string, line: string) => void) {
    mkdirSync(dir.logs, { recursive: true });
    this.#logs = dir.logs;
    this.#onLine = onLine;
    this.#watchdog = new Watchdog(dir.endpointsFile);
    this.crashed = new Promise((resolve) => {
      this.#reportCrash = resolve;
    });
  }

  /** @throws {StoppingError} once `stopAll` was called */
  readonly start = (command: PartCommand): Part => {
    if (this.#stopping) throw new StoppingError();
    const part = Part.start(command, { logs: this.#logs, watchdog: this.#watchdog, onLine: this.#onLine });
    this.#parts.add(part);
    void part.ended.then(() => this.#parts.delete(part));
    return part;
  };

  /** From now on, the end of this part counts as a crash. */
  keep(part: Part): void {
    void part.ended.then(async ({ reason }) => {
      if (!this.#stopping) this.#reportCrash(await part.describeEnd(reason));
    });
  }

  get hasParts(): boolean {
    return this.#parts.size > 0;
  }

  async stopAll(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#parts].map((part) => part.stop()));
    this.#watchdog.close();
  }
}
