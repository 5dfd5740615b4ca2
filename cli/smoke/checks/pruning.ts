// Checks that expire runs and removes no live session.

import { type Check, must, NotApplicableError } from '../check.ts';
import { mustShowUser } from '../wiki-view.ts';

export const pruning: Check = {
  id: 'pruning',
  title: 'Expire: runs, and removes no live session',
  proves:
    'The scheduled function reaches the store and reports what it removed; every read enforces the age itself.',
  async run({ site, browser, target }) {
    if (target.prune === undefined)
      throw new NotApplicableError('name the function with --expire-function to run it');
    const login = await site.login();
    const { removed, total, remaining } = readPruneResult(await target.prune());
    must(total >= 1, 'expected at least 1 session, got an empty store: is it another store?');
    must(remaining === 0, `expected 0 remaining, got ${remaining}`);
    mustShowUser(await browser.openEcho({ as: login }), target, 'afterwards');
    return `removed ${removed}, total ${total}, remaining ${remaining}`;
  },
};

function readPruneResult(answer: unknown): { removed: number; total: number; remaining: number } {
  const { removed, total, remaining } = (answer ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
  must(
    isCount(removed) && isCount(total) && isCount(remaining),
    `expected removed, total and remaining, got ${JSON.stringify(answer)?.slice(0, 100)}`,
  );
  return { removed, total, remaining };
}
