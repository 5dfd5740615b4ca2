import { type Check, must, NotApplicableError } from '../check.ts';
import { mustShowUser } from '../wiki-view.ts';

export const pruning: Check = {
  id: 'pruning',
  title: 'Expire: runs, and takes no live session with it',
  proves:
    'The scheduled function reaches the store and tells what it removed; age itself is enforced at every read.',
  async run({ site, browser, target }) {
    if (target.prune === undefined)
      throw new NotApplicableError('name the function by --expire-function to run it');
    const login = await site.login();
    const { removed, total, remaining } = readPruneResult(await target.prune());
    must(total >= 1, 'it sees an empty store, though somebody is logged in: is it another store?');
    must(remaining === 0, `it left ${remaining} that were due`);
    mustShowUser(await browser.openEcho({ as: login }), target, 'afterwards');
    return `removed ${removed}, total ${total}, remaining ${remaining}`;
  },
};

function readPruneResult(answer: unknown): { removed: number; total: number; remaining: number } {
  const { removed, total, remaining } = (answer ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
  must(
    isCount(removed) && isCount(total) && isCount(remaining),
    `it answered ${JSON.stringify(answer)?.slice(0, 100)} instead of removed, total and remaining`,
  );
  return { removed, total, remaining };
}
