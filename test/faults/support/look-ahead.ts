/** Runs things in their order and a few at a time: those that come next are under way when one is asked for. */
export class LookAhead<T extends { readonly title: string }, R> {
  readonly #things: readonly T[];
  readonly #run: (thing: T) => Promise<R>;
  readonly #atOnce: number;
  readonly #runs = new Map<string, Promise<R>>();

  constructor(things: readonly T[], atOnce: number, run: (thing: T) => Promise<R>) {
    this.#things = things;
    this.#atOnce = atOnce;
    this.#run = run;
  }

  /** What came of one, run once. */
  outcome(title: string): Promise<R> {
    const at = this.#things.findIndex((thing) => thing.title === title);
    for (const thing of this.#things.slice(at, at + this.#atOnce)) {
      if (this.#runs.has(thing.title)) continue;
      const run = this.#run(thing);
      // It may fail before anybody waits for it.
      run.catch(() => {});
      this.#runs.set(thing.title, run);
    }
    return this.#runs.get(title) as Promise<R>;
  }

  /** Waits for those under way that nobody waits for, when only some are asked for. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#runs.values());
  }
}
