import { describe, expect, test } from '@jest/globals';
import { pruneSessions } from '../../../functions/expire/prune-sessions.ts';
import { StoreUnreachable } from '../../../functions/shared/runtime/errors.ts';
import type { SessionStore, StoreCommands } from '../../../functions/shared/store/session-store.ts';

/** A store whose two sets hold so many members that are due, and that answers the pruning script. */
class PrunedStore implements SessionStore {
  readonly calls: { set: string; age: number; batch: number }[] = [];
  readonly deadlines: number[] = [];
  readonly #due: Record<string, number>;
  readonly #live: number;
  readonly #afterBatch: () => void;

  constructor(due: { cookies: number; revocations: number; live?: number }, afterBatch = () => {}) {
    this.#due = { wiki_cookie_keys: due.cookies, '{wiki_cookie_keys}:revoked': due.revocations };
    this.#live = due.live ?? 0;
    this.#afterBatch = afterBatch;
  }

  async run<T>(deadline: number, use: (commands: StoreCommands) => Promise<T>): Promise<T> {
    if (deadline <= Date.now()) throw new StoreUnreachable('timeout');
    this.deadlines.push(deadline);
    return use({
      scores: () => Promise.reject(new Error('This store looks nothing up.')),
      script: async (_script, [set = ''], [age, batch]) => {
        this.calls.push({ set, age: Number(age), batch: Number(batch) });
        const due = this.#due[set] ?? 0;
        const removed = Math.min(due, Number(batch));
        this.#due[set] = due - removed;
        this.#afterBatch();
        return [removed, due - removed, due - removed + this.#live];
      },
    });
  }
}

const soon = () => Date.now() + 60_000;
const limits = { ageSeconds: 1000, batch: 10, underWay: 1 };

describe('pruning', () => {
  test('removes all that is due, batch by batch, and says what is left', async () => {
    const store = new PrunedStore({ cookies: 25, revocations: 3, live: 7 });
    const result = await pruneSessions(store, { ...limits, deadline: soon() });
    expect(result).toEqual({ removed: 28, total: 7, remaining: 0 });
    expect(store.calls.map(({ set }) => set)).toEqual([
      'wiki_cookie_keys',
      'wiki_cookie_keys',
      'wiki_cookie_keys',
      '{wiki_cookie_keys}:revoked',
    ]);
    expect(store.calls.every(({ batch }) => batch === 10)).toBe(true);
  });

  test('asks each set once when nothing is due', async () => {
    const store = new PrunedStore({ cookies: 0, revocations: 0, live: 7 });
    expect(await pruneSessions(store, { ...limits, underWay: 2, deadline: soon() })).toEqual({
      removed: 0,
      total: 7,
      remaining: 0,
    });
    expect(store.calls).toHaveLength(2);
  });

  test('keeps a revocation a day longer than any cookie it could void', async () => {
    const store = new PrunedStore({ cookies: 1, revocations: 1 });
    await pruneSessions(store, { ...limits, deadline: soon() });
    expect(store.calls.map(({ age }) => age)).toEqual([1000, 1000 + 86_400]);
  });

  test('gives no batch more than two seconds', async () => {
    const store = new PrunedStore({ cookies: 25, revocations: 0 });
    await pruneSessions(store, { ...limits, deadline: soon() });
    for (const deadline of store.deadlines) expect(deadline).toBeLessThanOrEqual(Date.now() + 2000);
  });
});

/** A store that takes its time, and whose n-th script may fail; a failed attempt is made once more, as the real one's. */
class SlowStore implements SessionStore {
  due: number;
  attempts = 0;
  scripts = 0;
  underWay = 0;
  mostUnderWay = 0;
  readonly #scriptMs: number;
  readonly #failing: number;

  constructor(due: number, scriptMs: number, failing = 0) {
    this.due = due;
    this.#scriptMs = scriptMs;
    this.#failing = failing;
  }

  async run<T>(_deadline: number, use: (commands: StoreCommands) => Promise<T>): Promise<T> {
    this.attempts++;
    const commands: StoreCommands = {
      scores: () => Promise.reject(new Error('This store looks nothing up.')),
      script: (_script, [set], [, batch]) => this.#script(set === 'wiki_cookie_keys', Number(batch)),
    };
    return use(commands).catch(() => use(commands));
  }

  async #script(ofCookies: boolean, batch: number): Promise<[number, number, number]> {
    if (!ofCookies) return [0, 0, 0];
    const nth = ++this.scripts;
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await new Promise((resolve) => setTimeout(resolve, this.#scriptMs));
    this.underWay--;
    if (nth === this.#failing) throw new Error('cut off');
    const removed = Math.min(this.due, batch);
    this.due -= removed;
    return [removed, this.due, this.due];
  }
}

describe('pruning with two scripts under way', () => {
  const two = { ...limits, underWay: 2 };

  test('sends the second before the first is answered, and never a third', async () => {
    const store = new SlowStore(200, 1);
    expect(await pruneSessions(store, { ...two, deadline: soon() })).toMatchObject({ removed: 200 });
    expect(store.mostUnderWay).toBe(2);
  });

  test('sends one alone where one is enough', async () => {
    const store = new SlowStore(10, 1);
    await pruneSessions(store, { ...two, deadline: soon() });
    expect(store.scripts).toBe(1);
  });

  test('makes attempts so short that each could be made again within its time', async () => {
    const store = new SlowStore(400, 30);
    await pruneSessions(store, { ...two, deadline: soon() });
    expect(store.attempts).toBeGreaterThanOrEqual(4);
  });

  test('counts what was removed before an attempt failed', async () => {
    const store = new SlowStore(200, 1, 7);
    const result = await pruneSessions(store, { ...two, deadline: soon() });
    expect(result).toEqual({ removed: 200, total: 0, remaining: 0 });
  });

  test('begins no script when the time for it is over', async () => {
    const store = new SlowStore(2000, 30);
    // A second before its deadline pruning begins nothing more.
    const result = await pruneSessions(store, { ...two, deadline: Date.now() + 1100 });
    expect(store.scripts).toBeLessThanOrEqual(10);
    expect(result).toMatchObject({ removed: 2000 - store.due, remaining: store.due });
  });
});

describe('pruning that runs out of time', () => {
  test('stops between two batches and says what remains', async () => {
    const store = new PrunedStore({ cookies: 25, revocations: 25, live: 7 });
    const result = await pruneSessions(store, { ...limits, deadline: Date.now() + 900 });
    expect(result).toMatchObject({ removed: 10, total: 22 });
    expect(result.remaining).toBeGreaterThanOrEqual(15);
  });

  test('tells what it did although nothing is left for the revocations', async () => {
    const deadline = Date.now() + 50;
    const slow = () => {
      while (Date.now() < deadline);
    };
    const store = new PrunedStore({ cookies: 25, revocations: 25 }, slow);
    expect(await pruneSessions(store, { ...limits, deadline })).toMatchObject({ removed: 10, remaining: 15 });
  });
});

test('pruning fails when the store is out of reach', async () => {
  const run = pruneSessions(new PrunedStore({ cookies: 1, revocations: 0 }), {
    ...limits,
    deadline: Date.now() - 1,
  });
  await expect(run).rejects.toThrow(StoreUnreachable);
});
