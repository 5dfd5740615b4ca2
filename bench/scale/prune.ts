import { type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COOKIE_AGE_SECONDS } from '../../test/support/bridge.ts';
import { ValkeyServer } from '../../test/support/valkey-server.ts';
import type { Latency } from './latency.ts';
import { fillCookieSet, type Scores } from './member-set.ts';
import type { Pruned, Way } from './pruner.ts';

/** How large, how busy, and which ways. */
export interface PruneOptions {
  readonly members: number;
  readonly readsPerSecond: number;
  readonly ways: readonly Way[];
}

/** One way on one set, with readers before and during it. */
export interface PruneRow extends Pruned {
  readonly scores: Scores;
  readonly way: string;
  readonly membersPerSecond: number;
  readonly before: Latency;
  readonly during: Latency;
  readonly failedReads: number;
}

const BEFORE_MS = 8000;
/** A short prune is over before a 99.9th percentile means anything; the readers go on at least this long. */
const LEAST_DURING_MS = 1000;

/** Measures every way on a copy of the same set, for both kinds of scores. */
export async function measurePruning(
  options: PruneOptions,
  say: (text: string) => void,
): Promise<PruneRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wiki-sso-scale-'));
  const rows: PruneRow[] = [];
  try {
    for (const scores of ['spread', 'equal'] as const) {
      const file = `${scores}.rdb`;
      await writeSet(folder, file, scores, options.members, say);
      for (const way of options.ways) {
        say(`${nameOf(way)}, ${scores} scores: loading`);
        const valkey = await ValkeyServer.start('--dir', folder, '--dbfilename', file);
        try {
          say(`${nameOf(way)}, ${scores} scores: readers, then pruning`);
          rows.push({ scores, way: nameOf(way), ...(await measureWay(valkey.url, way, options)) });
        } finally {
          await valkey.stop();
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

async function writeSet(
  folder: string,
  file: string,
  scores: Scores,
  members: number,
  say: (text: string) => void,
): Promise<void> {
  const valkey = await ValkeyServer.start('--dir', folder, '--dbfilename', file);
  try {
    await fillCookieSet(valkey.port, members, { scores, ageSeconds: COOKIE_AGE_SECONDS }, (done) =>
      say(`writing a set with ${scores} scores: ${(done / 1e6).toFixed(1)} of ${members / 1e6} million`),
    );
    const written = await valkey.admin.zcard('wiki_cookie_keys');
    if (written !== members) throw new Error(`the set has ${written} members instead of ${members}`);
    await valkey.admin.save();
  } finally {
    await valkey.stop();
  }
}

async function measureWay(storeUrl: string, way: Way, options: PruneOptions) {
  const readers = fork(
    'bench/scale/readers.ts',
    [storeUrl, String(options.readsPerSecond), String(options.members)],
    QUIET,
  );
  const take = async () => {
    const answer = once(readers, 'message');
    readers.send('take');
    return (await answer)[0] as { latency: Latency; failed: number };
  };
  try {
    await sleep(1000);
    await take();
    await sleep(BEFORE_MS);
    const before = await take();
    const pruned = await pruneIn(storeUrl, way);
    await sleep(Math.max(50, LEAST_DURING_MS - pruned.seconds * 1000));
    const during = await take();
    return {
      ...pruned,
      membersPerSecond: pruned.removed / pruned.seconds,
      before: before.latency,
      during: during.latency,
      failedReads: before.failed + during.failed,
    };
  } finally {
    readers.kill('SIGKILL');
  }
}

async function pruneIn(storeUrl: string, way: Way): Promise<Pruned> {
  const child = fork('bench/scale/pruner.ts', [], QUIET);
  const answer = once(child, 'message');
  child.send({ storeUrl, way });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the pruning process ended early')));
  return (await Promise.race([answer, ended]))[0] as Pruned;
}

// Log lines are written as on Lambda, and not shown.
const QUIET: ForkOptions = { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };

function nameOf(way: Way): string {
  if (way === 'single') return 'one ZREMRANGEBYSCORE';
  return way === 'expire' ? 'expire' : `batches of ${way.batch}`;
}
