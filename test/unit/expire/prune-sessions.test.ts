import { describe, expect, test } from '@jest/globals';
import { pruneSessions } from '../../../functions/expire/prune-sessions.ts';
import { StoreUnreachableError } from '../../../functions/shared/runtime/errors.ts';
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
    if (deadline <= Date.now()) throw new StoreUnreachableError('timeout');
    this.deadlines.push(deadline);
    return use({
      scores: () => Promise.reject(new Error('This store looks nothing up.')),
      script: async (_script, [set = ''], [cutoff, batch]) => {
        this.calls.push({ set, age: Math.round(Date.now() / 1000 - Number(cutoff)), batch: Number(batch) });
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
const limits = { ageSeconds: 1000, batch: 10 };

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
    expect(await pruneSessions(store, { ...limits, deadline: soon() })).toEqual({
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
  await expect(run).rejects.toThrow(StoreUnreachableError);
});
