/** A session store in memory. */

import { StoreUnreachableError } from '../../functions/shared/runtime/errors.ts';
import { COOKIE_SET, REVOCATION_SET } from '../../functions/shared/sessions/store-keys.ts';
import type { ScoreLookup, SessionStore, StoreCommands } from '../../functions/shared/store/session-store.ts';

/** A store in memory for readers of the two sets; it runs no scripts. */
export class FakeSessionStore implements SessionStore {
  /** The number of calls to the store. */
  runs = 0;
  /** The lookups, in order. */
  readonly lookups: ScoreLookup[] = [];
  /** Set to make the store fail. */
  fault: Error | undefined;
  readonly #sets = new Map([
    [COOKIE_SET, new Map<string, number>()],
    [REVOCATION_SET, new Map<string, number>()],
  ]);

  /** Adds a member to the cookie set. */
  add(member: string, score: number): void {
    this.#sets.get(COOKIE_SET)?.set(member, score);
  }

  revoke(username: string, at: number): void {
    this.#sets.get(REVOCATION_SET)?.set(username, at);
  }

  goDown(): void {
    this.fault = new StoreUnreachableError('timeout');
  }

  async run<T>(_deadline: number, use: (commands: StoreCommands) => Promise<T>): Promise<T> {
    this.runs++;
    if (this.fault !== undefined) throw this.fault;
    return use({
      script: () => Promise.reject(new Error('This store runs no scripts.')),
      scores: async (lookups) => {
        this.lookups.push(...lookups);
        return lookups.map(({ set, member }) => this.#sets.get(set)?.get(member) ?? null);
      },
    });
  }
}
