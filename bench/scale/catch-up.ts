/** Measures how expire removes a backlog in several runs. */

import { COOKIE_SET } from '../../functions/shared/sessions/store-keys.ts';
import { COOKIE_AGE_SECONDS } from '../../test/support/bridge.ts';
import { PruningProcess } from './pruning-process.ts';
import { SavedSet } from './saved-set.ts';

/** A run of expire that had to stop for its time, or the one that came to the end. */
export interface CatchUpRun {
  readonly removed: number;
  readonly remaining: number;
  readonly seconds: number;
}

/** How one backlog was worked off. */
export interface CatchUp {
  readonly members: number;
  readonly fedPerSecond: number;
  readonly fed: number;
  readonly runs: readonly CatchUpRun[];
  /** Live members before and after: none may be lost. */
  readonly live: { readonly before: number; readonly after: number };
}

const FED_PER_SECOND = 2000;
/** As if a run had this long: expire keeps two seconds for its answer, and begins nothing in the one before. */
const RUN_MS = 3500;

/** Lets expire work off half a set in runs of half a second each, while more comes due. */
export async function measureCatchUp(members: number, say: (text: string) => void): Promise<CatchUp> {
  const set = await SavedSet.write('spread', members, say);
  const valkey = await set.start();
  const began = performance.now();
  let fed = 0;
  const feeding = setInterval(() => {
    const pipeline = valkey.admin.pipeline();
    for (; fed < ((performance.now() - began) / 1000) * FED_PER_SECOND; fed++)
      pipeline.zadd(COOKIE_SET, 1_000_000, `fed ${fed}`);
    pipeline.exec().catch(() => {});
  }, 10);
  // Between the two halves; as time passes nothing crosses it.
  const border = Date.now() / 1000 - COOKIE_AGE_SECONDS;
  const liveNow = () => valkey.admin.zcount(COOKIE_SET, border, '+inf');
  try {
    const before = await liveNow();
    const runs: CatchUpRun[] = [];
    do {
      const pruner = await PruningProcess.start();
      const run = await pruner.prune({ storeUrl: valkey.url, way: 'expire', remainingMs: RUN_MS });
      pruner.stop();
      say(`run ${runs.length + 1}: removed ${run.removed}, remaining ${run.remaining}`);
      runs.push({ removed: run.removed, remaining: run.remaining, seconds: run.seconds });
    } while ((runs.at(-1)?.remaining ?? 0) > 0);
    return { members, fedPerSecond: FED_PER_SECOND, fed, runs, live: { before, after: await liveNow() } };
  } finally {
    clearInterval(feeding);
    await valkey.stop();
    set.remove();
  }
}
