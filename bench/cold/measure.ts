import type { ValkeyServer } from '../../test/support/valkey-server.ts';
import { middle } from '../middle.ts';
import { bundle } from './bundles.ts';
import { type Run, Stage } from './stage.ts';
import { SUBJECTS } from './subjects.ts';

/** A cold start: loading the bundle and answering the first request, milliseconds, medians. */
export interface ColdRow {
  readonly function: string;
  readonly bytes: number;
  readonly loadMs: number;
  readonly totalMs: number;
  readonly bareBytes: number;
  readonly bareTotalMs: number;
  /** Ours to the bare function's, of the same round. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
}

/** The most that the ratio should be. */
export const COLD_AIM = 1.3;

/** Measures every function against a bare one that imports the same libraries and makes the same round trips. */
export async function measureColdStarts(
  valkey: ValkeyServer,
  rounds: number,
  say: (text: string) => void,
): Promise<ColdRow[]> {
  const stage = await Stage.start(valkey);
  try {
    const rows: ColdRow[] = [];
    for (const subject of SUBJECTS) {
      const ours = await bundle(`functions/${subject.name}/handler`, stage.folder);
      const bare = await bundle(`bench/cold/bare/${subject.bare}`, stage.folder);
      const runs: { ours: Run; bare: Run }[] = [];
      for (let round = 0; round < rounds; round++) {
        runs.push({ ours: await stage.run(subject, ours.file), bare: await stage.run(subject, bare.file) });
      }
      rows.push({ function: subject.name, bytes: ours.bytes, bareBytes: bare.bytes, ...summed(runs) });
      say(`measured: cold start of ${subject.name}`);
    }
    return rows;
  } finally {
    await stage.stop();
  }
}

function summed(runs: readonly { ours: Run; bare: Run }[]) {
  const ratios = runs.map(({ ours, bare }) => ours.totalMs / bare.totalMs);
  return {
    loadMs: middle(runs.map(({ ours }) => ours.loadMs)),
    totalMs: middle(runs.map(({ ours }) => ours.totalMs)),
    bareTotalMs: middle(runs.map(({ bare }) => bare.totalMs)),
    ratio: { median: middle(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
  };
}
