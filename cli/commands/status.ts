// `wiki-sso status`: counts sessions and revocations, and shows the latest pruning.

import { AwsCallError } from '../aws/aws-call.ts';
import { ExitCode } from '../cli-error.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { countNow } from '../deployment/expire.ts';
import { findLastPrune, type LastPrune } from '../deployment/last-prune.ts';
import type { Report } from '../report.ts';
import { ago, facts, milliseconds } from '../terminal/layout.ts';
import { oneLine } from '../terminal/safe-text.ts';

/** Counts what the store holds, and finds the latest pruning. */
export async function status(deployment: Deployment): Promise<Report> {
  const [count, lastPrune] = await Promise.all([countNow(deployment), lastPruneIfAllowed(deployment)]);
  const { live, total, due, revocations, storeMs } = count;
  const known = 'unknown' in lastPrune ? null : lastPrune.found;
  return {
    exitCode: ExitCode.ok,
    json: {
      stack: deployment.stackName,
      ...{ live, total, due, revocations, storeMs },
      lastPrune: known && { ...known, at: known.at.toISOString() },
      ...('unknown' in lastPrune && { lastPruneUnknown: lastPrune.unknown }),
    },
    text: facts([
      ['live sessions', live.toLocaleString('en')],
      ['revocations', revocations.toLocaleString('en')],
      ['due for pruning', due.toLocaleString('en')],
      ['last prune', 'unknown' in lastPrune ? oneLine(lastPrune.unknown) : describe(known)],
      ['store', `${milliseconds(storeMs)} for a round trip from the function`],
    ]),
  };
}

type LastPruneLookup = { readonly found: LastPrune | null } | { readonly unknown: string };

/** Without the permission to read logs, the counts are still of use. */
async function lastPruneIfAllowed(deployment: Deployment): Promise<LastPruneLookup> {
  try {
    return { found: (await findLastPrune(deployment)) ?? null };
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return { unknown: error.message };
  }
}

function describe(prune: LastPrune | null): string {
  if (prune === null) return 'none in the log yet';
  const { at, removed, remaining, durationMs } = prune;
  const left = remaining > 0 ? `, left ${remaining.toLocaleString('en')}` : '';
  const time = `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `${time}, ${ago(Date.now() - at.getTime())}: removed ${removed.toLocaleString('en')}${left} in ${milliseconds(durationMs)}`;
}
