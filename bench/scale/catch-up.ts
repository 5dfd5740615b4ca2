/** Measures how expire removes a backlog in several runs. */

import { COOKIE_SET } from '../../functions/shared/sessions/store-keys.ts';
import { COOKIE_AGE_SECONDS } from '../../harness/bridge.ts';
import { PruningProcess } from './pruning-process.ts';
import { SavedSet } from './saved-set.ts';

/** A run of expire: one that reached its time limit, or the last one. */
export interface CatchUpRun {
  readonly removed: number;
  readonly remaining: number;
  readonly seconds: number;
}

/** The runs that removed a backlog. */
export interface CatchUp {
  readonly members: number;
  readonly fedPerSecond: number;
  readonly fed: number;
  readonly runs: readonly CatchUpRun[];
  /** The number of live members before and after; none may be lost. */
  readonly live: { readonly before: number; readonly after: number };
}

const FED_PER_SECOND = 2000;
/** The time of a run: expire reserves two seconds for its answer and starts no batch in the second before. */
const RUN_MS = 3500;

/** Lets expire remove half of a set in runs of half a second each, while more members reach their age. */
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
  // Between the two halves of the set; no member crosses it during the measurement.
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
