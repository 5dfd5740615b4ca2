/** What came of a kind of requests. */
export interface Tally {
  readonly done: number;
  /** What was not as it should be, in words. */
  readonly refused: readonly string[];
}

/** The same thing over and over, as a busy site or wiki has it, until it is stopped. */
export class Traffic implements Tally {
  done = 0;
  readonly refused: string[] = [];
  readonly #pauseMs: number;
  readonly #act: () => Promise<string | undefined>;
  readonly #running: Promise<void>;
  #stopped = false;
  #gate: Promise<unknown> = Promise.resolve();

  /**
   * @param pauseMs between one and the next
   * @param act resolves to what was wrong, if anything
   */
  constructor(pauseMs: number, act: () => Promise<string | undefined>) {
    this.#pauseMs = pauseMs;
    this.#act = act;
    this.#running = this.#run();
  }

  /** Waits until so many more are done. */
  async pass(count: number): Promise<void> {
    const goal = this.done + count;
    while (this.done < goal) await sleep(this.#pauseMs);
  }

  /**
   * Does something between two requests. The emulator ends a function's process in the middle of a request, which
   * Lambda does not.
   */
  async between<T>(work: () => Promise<T>): Promise<T> {
    const atGate = Promise.withResolvers<void>();
    const result = Promise.withResolvers<T>();
    this.#gate = atGate.promise.then(() => result.promise);
    this.#arrived = atGate.resolve;
    await atGate.promise;
    work().then(result.resolve, result.reject);
    return result.promise;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #arrived: (() => void) | undefined;

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#arrived?.();
      this.#arrived = undefined;
      await this.#gate;
      try {
        const problem = await this.#act();
        if (problem !== undefined) this.refused.push(problem);
      } catch (error) {
        this.refused.push(String(error));
      }
      this.done++;
      await sleep(this.#pauseMs);
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
