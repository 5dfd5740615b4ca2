import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ValkeyServer } from '../../test/support/valkey-server.ts';
import { type Bundle, bundleOf } from '../cold/bundles.ts';
import { type ColdStart, coldStart, totalMs } from '../cold/measure.ts';
import { type Run, Stage } from '../cold/stage.ts';
import { type Spread, spreadOf } from '../middle.ts';
import { VARIED, variantsOf } from './variants.ts';

/** A cold start of a function that was made otherwise. */
export interface VariantRow extends ColdStart {
  readonly function: string;
  readonly variant: string;
  /** Time, and processor time, to those of the same round as deployed. */
  readonly ratio: Spread;
  readonly cpuRatio: Spread;
}

/** Measures what each choice in making the functions is worth, all variants in turn. */
export async function measureVariants(
  valkey: ValkeyServer,
  rounds: number,
  say: (text: string) => void,
): Promise<VariantRow[]> {
  const stage = await Stage.start(valkey);
  try {
    const rows: VariantRow[] = [];
    for (const subject of VARIED) {
      const variants = variantsOf(subject);
      const made: { bundle: Bundle; environment: Record<string, string>; runs: Run[] }[] = [];
      for (const [i, { options, environment }] of variants.entries()) {
        const folder = join(stage.folder, `${subject.name}-${i}`);
        mkdirSync(folder);
        const bundle = await bundleOf(subject, folder, options(subject));
        made.push({ bundle, environment: environment?.(folder) ?? {}, runs: [] });
      }
      // The first round fills the caches that a variant may have, and is not counted.
      for (let round = 0; round <= rounds; round++) {
        for (const { bundle, environment, runs } of made) {
          const run = await stage.run(subject, bundle.file, { environment });
          if (round > 0) runs.push(run);
        }
      }
      const deployed = made[0]?.runs ?? [];
      const ratioOf = (runs: readonly Run[], value: (run: Run) => number) =>
        spreadOf(runs.map((run, i) => value(run) / value(deployed[i] as Run)));
      for (const [i, { bundle, runs }] of made.entries()) {
        rows.push({
          function: subject.name,
          variant: variants[i]?.name ?? '',
          ...coldStart(bundle, runs),
          ratio: ratioOf(runs, totalMs),
          cpuRatio: ratioOf(runs, ({ cpuMs }) => cpuMs),
        });
      }
      say(`measured: variants of ${subject.name}`);
    }
    return rows;
  } finally {
    await stage.stop();
  }
}
