/** Measures ways to prune a large set while others read from it. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scores } from './member-set.ts';
import type { Pruned, Way } from './pruner.ts';
import { PruningProcess, QUIET } from './pruning-process.ts';
import type { Reading } from './readers.ts';
import { SavedSet } from './saved-set.ts';

/** The size of the set, the rate of reads and the number of rounds. */
export interface PruneOptions {
  readonly members: number;
  readonly readsPerSecond: number;
  readonly rounds: number;
}

/** The figures of one way of pruning, with readers before and during it. */
export interface PruneRow extends Pruned {
  readonly scores: Scores;
  readonly way: string;
  readonly before: Reading;
  readonly during: Reading;
}

const WAYS: Record<Way, string> = {
  none: 'no prune',
  single: 'one ZREMRANGEBYSCORE',
  expire: 'expire',
};
const FUNCTION_TIMEOUT_MS = 300_000;
const BEFORE_MS = 6000;
/** The duration of `no prune`. */
const NONE_MS = 3000;

/** Measures each way on a copy of the same set, for both distributions of scores. */
export async function measurePruning(
  options: PruneOptions,
  say: (text: string) => void,
): Promise<PruneRow[]> {
  const rows: PruneRow[] = [];
  for (const scores of ['spread', 'equal'] as const) {
    const set = await SavedSet.write(scores, options.members, say);
    try {
      for (let round = 1; round <= options.rounds; round++) {
        for (const [way, name] of Object.entries(WAYS) as [Way, string][]) {
          say(`round ${round}, ${scores} scores: ${name}`);
          rows.push({ scores, way: name, ...(await measureWay(set, way, options)) });
        }
      }
    } finally {
      set.remove();
    }
  }
  return rows;
}

async function measureWay(set: SavedSet, way: Way, { readsPerSecond, members }: PruneOptions) {
  const valkey = await set.start();
  const readers = fork(
    'bench/scale/readers.ts',
    [valkey.url, String(readsPerSecond), String(members)],
    QUIET,
  );
  const pruner = await PruningProcess.start();
  const take = async () => {
    const answer = once(readers, 'message');
    readers.send('take');
    return (await answer)[0] as Reading;
  };
  try {
    await sleep(1500);
    await take();
    await sleep(BEFORE_MS);
    const before = await take();
    const pruned = await pruneFor(pruner, valkey.url, way);
    const during = await take();
    return { ...pruned, before, during };
  } finally {
    pruner.stop();
    readers.kill('SIGKILL');
    await valkey.stop();
  }
}

async function pruneFor(pruner: PruningProcess, storeUrl: string, way: Way): Promise<Pruned> {
  if (way !== 'none') return pruner.prune({ storeUrl, way, remainingMs: FUNCTION_TIMEOUT_MS });
  await sleep(NONE_MS);
  return { removed: 0, remaining: 0, seconds: NONE_MS / 1000, processorSeconds: 0 };
}
