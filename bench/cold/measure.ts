import { spawnSync } from 'node:child_process';
import type { ValkeyServer } from '../../test/support/valkey-server.ts';
import { middle, type Spread, spreadOf } from '../middle.ts';
import { asDeployed, type Bundle, bundle, bundleOf } from './bundles.ts';
import { type Run, Stage } from './stage.ts';
import { SUBJECTS, type Subject } from './subjects.ts';

/** Cold starts: loading a bundle and answering the first request, without the start of Node.js. */
export interface ColdFigures {
  /** Node.js with an empty script, from start to end; milliseconds, median. */
  readonly emptyNodeMs: number;
  readonly rows: readonly ColdRow[];
}

/** A function, and the bare one that it is compared with; medians. */
export interface ColdRow {
  readonly function: string;
  readonly ours: ColdStart;
  readonly bare: ColdStart;
  /** Ours to the bare function's of the same round: time, and processor time. */
  readonly ratio: Spread;
  readonly cpuRatio: Spread;
}

export interface ColdStart {
  readonly bytes: number;
  readonly initMs: number;
  readonly firstMs: number;
  /** Both. */
  readonly totalMs: number;
  readonly cpuMs: number;
}

/** The most that the ratio should be. */
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
