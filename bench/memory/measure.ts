import type { ValkeyServer } from '../../test/support/valkey-server.ts';
import { bundleOf } from '../cold/bundles.ts';
import { type Run, Stage } from '../cold/stage.ts';
import { SUBJECTS } from '../cold/subjects.ts';
import { middle } from '../middle.ts';
import { ProcessorShare } from './processor-share.ts';

/** A function with the processor share of one memory setting; milliseconds. */
export interface MemoryRow {
  readonly function: string;
  readonly megabytes: number;
  /** Loading, with a whole processor. */
  readonly initMs: number;
  /** The first answer, with the share. */
  readonly firstMs: number;
  readonly warmMs: number;
  readonly warm99Ms: number;
  readonly peakBytes: number;
  /** US dollars for a million warm invocations, without the price of the requests themselves. */
  readonly dollarsPerMillion: number;
}

const SIZES_MEGABYTES = [128, 256, 512, 1024, 1769];
/** Each container answers so many requests; the pause lets its share fill up again, as between two page views. */
const WARM = { requests: 40, pauseMs: 40 };
/** Lambda on arm64 in us-east-1, a GB-second, as third parties gave it in November 2026. */
const DOLLARS_A_GB_SECOND = 0.0000133334;

/** Sweeps the memory settings, function by function. @throws where no share of a processor can be had */
export async function measureMemory(
  valkey: ValkeyServer,
  rounds: number,
  say: (text: string) => void,
): Promise<MemoryRow[]> {
  const stage = await Stage.start(valkey);
  const rows: MemoryRow[] = [];
  try {
    for (const subject of SUBJECTS) {
      const { file } = await bundleOf(subject, stage.folder);
      const runs = SIZES_MEGABYTES.map((megabytes) => ({ megabytes, all: [] as Run[] }));
      for (let round = 0; round < rounds; round++) {
        for (const { megabytes, all } of runs) {
          const share = new ProcessorShare(megabytes);
          try {
            all.push(await stage.run(subject, file, { warm: WARM, shareFile: share.file }));
          } finally {
            share.release();
          }
        }
      }
      rows.push(...runs.map(({ megabytes, all }) => rowOf(subject.name, megabytes, all)));
      say(`measured: memory settings of ${subject.name}`);
    }
  } finally {
    await stage.stop();
  }
  return rows;
}

function rowOf(name: string, megabytes: number, runs: readonly Run[]): MemoryRow {
  const warm = runs.flatMap(({ warmMs }) => warmMs).sort((a, b) => a - b);
  return {
    function: name,
    megabytes,
    initMs: middle(runs.map(({ initMs }) => initMs)),
    firstMs: middle(runs.map(({ firstMs }) => firstMs)),
    warmMs: middle(warm),
    warm99Ms: warm[Math.floor(warm.length * 0.99)] ?? Number.NaN,
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
    dollarsPerMillion: billed(warm) * (megabytes / 1024) * DOLLARS_A_GB_SECOND * 1000,
  };
}

/** Lambda bills whole milliseconds; the mean of them. */
function billed(milliseconds: readonly number[]): number {
  return milliseconds.reduce((total, value) => total + Math.ceil(value), 0) / milliseconds.length;
}
