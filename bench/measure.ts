/** Times warm requests, in a process whose log lines are not shown. */

import { Bench } from 'tinybench';
import { assertionComparison } from './cases/assertion.ts';
import { authorizerComparison } from './cases/authorizer.ts';
import type { Case, Comparison } from './cases/case.ts';
import { loginHookComparison } from './cases/login-hook.ts';
import { originalLoginComparison, originalPageViewComparison } from './cases/original.ts';
import { middle, type Spread, spreadOf } from './middle.ts';

/** The result of one case. */
export interface Row {
  readonly comparison: string;
  readonly name: string;
  /** The median of one request in microseconds; the median of all rounds. */
  readonly microseconds: number;
  /** The ratio to the baseline of the same round. */
  readonly ratio: Spread;
  readonly aim: number | undefined;
}

/** Measures one comparison in rounds. In a round all cases run in turn, so that a slow minute slows all of them. */
async function measure(comparison: Comparison, rounds: number, msPerCase: number): Promise<Row[]> {
  const cases = [comparison.baseline, ...comparison.measured];
  const medians: number[][] = cases.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, timed] of cases.entries()) {
      medians[i]?.push(await medianMicroseconds(timed, msPerCase, msPerCase * (round === 0 ? 12 : 0.25)));
    }
  }
  comparison.close();
  return cases.map((measured, i) => {
    const ratios = (medians[i] ?? []).map((value, round) => value / (medians[0]?.[round] ?? Number.NaN));
    return {
      comparison: comparison.title,
      name: measured.name,
      microseconds: middle(medians[i] ?? []),
      ratio: spreadOf(ratios),
      aim: measured.aim,
    };
  });
}

async function medianMicroseconds(timed: Case, ms: number, warmUpMs: number): Promise<number> {
  if ('medianMicroseconds' in timed) {
    await timed.medianMicroseconds(warmUpMs);
    return timed.medianMicroseconds(ms);
  }
  const bench = new Bench({ time: ms, warmupTime: warmUpMs });
  bench.add(timed.name, timed.once, timed.before && { beforeEach: timed.before });
  await bench.run();
  const result = bench.tasks[0]?.result;
  if (result === undefined || !('latency' in result))
    throw new Error(`${timed.name}: ${JSON.stringify(result)}`);
  return result.latency.p50 * 1000;
}

// Runs as a child process whose standard output is discarded: log lines are written as on Lambda, but not shown.
const [storeUrl = '', rounds = '5', msPerCase = '500'] = process.argv.slice(2);
for (const compare of [
  () => authorizerComparison(storeUrl),
  () => loginHookComparison(storeUrl),
  () => originalPageViewComparison(storeUrl),
  () => originalLoginComparison(storeUrl),
  assertionComparison,
]) {
  process.send?.({ rows: await measure(await compare(), Number(rounds), Number(msPerCase)) });
}
process.disconnect();
