import type { ValkeyServer } from '../../test/support/valkey-server.ts';
import { bundle } from '../cold/bundles.ts';
import { Stage } from '../cold/stage.ts';
import { SUBJECTS } from '../cold/subjects.ts';
import { middle } from '../middle.ts';
import { ProcessorShare } from './processor-share.ts';

/** A function with the processor share of one memory setting; milliseconds. */
export interface MemoryRow {
  readonly function: string;
  readonly megabytes: number;
  readonly coldMs: number;
  readonly warmMs: number;
  readonly warm99Ms: number;
  readonly peakBytes: number;
  /** US dollars for a million warm invocations, without the price of the requests themselves. */
  readonly dollarsPerMillion: number;
}

const SIZES_MEGABYTES = [128, 256, 512, 1024, 1769];
const ROUNDS = 5;
/** Each container answers so many requests; the pause lets its share fill up again, as between two page views. */
const WARM = { requests: 40, pauseMs: 40 };
/** Lambda on arm64 in us-east-1, a GB-second, as third parties gave it in November 2026. */
const DOLLARS_A_GB_SECOND = 0.0000133334;

/** Sweeps the memory settings, function by function. */
export async function measureMemory(valkey: ValkeyServer, say: (text: string) => void): Promise<MemoryRow[]> {
  const stage = await Stage.start(valkey);
  const rows: MemoryRow[] = [];
  try {
    for (const subject of SUBJECTS) {
      const { file } = await bundle(`functions/${subject.name}/handler`, stage.folder);
      for (const megabytes of SIZES_MEGABYTES) {
        const share = new ProcessorShare(megabytes);
        try {
          const runs = [];
          for (let round = 0; round < ROUNDS; round++)
            runs.push(await stage.run(subject, file, { warm: WARM, prefix: share.prefix }));
          const warm = runs.flatMap(({ warmMs }) => warmMs).sort((a, b) => a - b);
          rows.push({
            function: subject.name,
            megabytes,
            coldMs: middle(runs.map(({ totalMs }) => totalMs)),
            warmMs: middle(warm),
            warm99Ms: warm[Math.floor(warm.length * 0.99)] ?? Number.NaN,
            peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
            dollarsPerMillion: billed(warm) * (megabytes / 1024) * DOLLARS_A_GB_SECOND * 1000,
          });
        } finally {
          share.release();
        }
        say(`measured: ${subject.name} at ${megabytes} MB`);
      }
    }
  } finally {
    await stage.stop();
  }
  return rows;
}

/** Lambda bills whole milliseconds; the mean of them. */
function billed(milliseconds: readonly number[]): number {
  return milliseconds.reduce((total, value) => total + Math.ceil(value), 0) / milliseconds.length;
}
