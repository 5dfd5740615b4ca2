/** Measures the cold starts of the functions against bare ones. */

import { spawnSync } from 'node:child_process';
import type { ValkeyServer } from '../../harness/valkey-server.ts';
import { middle, type Spread, spreadOf } from '../middle.ts';
import { asDeployed, type Bundle, bundle, bundleOf } from './bundles.ts';
import { type Run, Stage } from './stage.ts';
import { SUBJECTS, type Subject } from './subjects.ts';

/** The cold starts of all functions: loading a bundle and answering the first request, without the start of Node.js. */
export interface ColdFigures {
  /** The run time of Node.js with an empty script: median, milliseconds. */
  readonly emptyNodeMs: number;
  readonly rows: readonly ColdRow[];
}

/** The medians of a function and of its bare counterpart. */
export interface ColdRow {
  readonly function: string;
  readonly ours: ColdStart;
  readonly bare: ColdStart;
  /** The ratios of time and of processor time, ours to the bare function's, within a round. */
  readonly ratio: Spread;
  readonly cpuRatio: Spread;
}

export interface ColdStart {
  readonly bytes: number;
  readonly initMs: number;
  readonly firstMs: number;
  /** Loading and the first answer. */
  readonly totalMs: number;
  readonly cpuMs: number;
}

/** The upper limit for the ratio. */
export const COLD_AIM = 1.3;

interface Pair {
  readonly subject: Subject;
  readonly ours: Bundle;
  readonly bare: Bundle;
  readonly runs: { ours: Run; bare: Run }[];
}

/** Measures every function against a bare one that imports the same libraries and makes the same round trips. */
export async function measureColdStarts(
  valkey: ValkeyServer,
  rounds: number,
  say: (text: string) => void,
): Promise<ColdFigures> {
  const stage = await Stage.start(valkey);
  try {
    const pairs: Pair[] = [];
    for (const subject of SUBJECTS) {
      const ours = await bundleOf(subject, stage.folder);
      const bare = await bundle(`bench/cold/bare/${subject.bare}`, stage.folder, asDeployed(subject));
      pairs.push({ subject, ours, bare, runs: [] });
    }
    const emptyNodeMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      emptyNodeMs.push(startNode());
      for (const { subject, ours, bare, runs } of pairs) {
        runs.push({ ours: await stage.run(subject, ours.file), bare: await stage.run(subject, bare.file) });
      }
      say(`measured: cold starts, round ${round + 1} of ${rounds}`);
    }
    return { emptyNodeMs: middle(emptyNodeMs), rows: pairs.map(rowOf) };
  } finally {
    await stage.stop();
  }
}

/** Loading and the first answer. */
const totalMs = ({ initMs, firstMs }: Run) => initMs + firstMs;

function startNode(): number {
  const began = performance.now();
  spawnSync(process.execPath, ['--eval', '0']);
  return performance.now() - began;
}

function rowOf({ subject, ours, bare, runs }: Pair): ColdRow {
  return {
    function: subject.name,
    ours: coldStart(
      ours,
      runs.map((run) => run.ours),
    ),
    bare: coldStart(
      bare,
      runs.map((run) => run.bare),
    ),
    ratio: spreadOf(runs.map((run) => totalMs(run.ours) / totalMs(run.bare))),
    cpuRatio: spreadOf(runs.map((run) => run.ours.cpuMs / run.bare.cpuMs)),
  };
}

/** The medians of several runs of one bundle. */
function coldStart({ bytes }: Bundle, runs: readonly Run[]): ColdStart {
  const median = (of: (run: Run) => number) => middle(runs.map(of));
  return {
    bytes,
    initMs: median((run) => run.initMs),
    firstMs: median((run) => run.firstMs),
    totalMs: median(totalMs),
    cpuMs: median((run) => run.cpuMs),
  };
}
