// Finds the latest pruning in expire's log.

import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { clientSettings, readPages, withClient } from '../aws/aws-call.ts';
import type { Deployment } from './deployment.ts';
import { readCounts } from './expire.ts';

/** A run of expire that pruned, read from its log line. */
export interface LastPrune {
  readonly at: Date;
  readonly removed: number;
  readonly remaining: number;
  readonly durationMs: number;
}

const HOUR_MS = 3_600_000;
/** Expire runs every 15 minutes, so the first window is nearly always enough. The log is kept for a month. */
const WINDOWS_MS = [HOUR_MS, 24 * HOUR_MS, 31 * 24 * HOUR_MS];
/** A page may be empty although more follow. */
const MAX_PAGES = 50;
const PRUNED = '{ $.Outcome = "pruned" || $.Outcome = "stopped_early" }';

/**
 * Finds expire's latest run in its log.
 * @returns undefined if it has not run within a month
 * @throws {AwsCallError}
 */
export async function findLastPrune({ aws, expireLogGroup }: Deployment): Promise<LastPrune | undefined> {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const client = new CloudWatchLogsClient(clientSettings(aws));
  const call = { what: "expire's log", needs: `logs:FilterLogEvents on ${expireLogGroup}` };
  return withClient(client, call, async () => {
    for (const windowMs of WINDOWS_MS) {
      const query = { logGroupName: expireLogGroup, filterPattern: PRUNED, startTime: Date.now() - windowMs };
      const events = await readPages(MAX_PAGES, async (nextToken) => {
        const answer = await client.send(
          new FilterLogEventsCommand({ ...query, ...(nextToken && { nextToken }) }),
        );
        return { items: answer.events, nextToken: answer.nextToken };
      });
      const latest = events.map(({ message }) => readPruneLine(message ?? '')).reduce(later, undefined);
      if (latest !== undefined) return latest;
    }
    return undefined;
  });
}

function later(one: LastPrune | undefined, other: LastPrune | undefined): LastPrune | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.at > one.at ? other : one;
}

/** Reads a line of expire's log. @returns undefined for any other line */
export function readPruneLine(line: string): LastPrune | undefined {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (fields?.Function !== FunctionName.expire) return undefined;
  if (fields.Outcome !== 'pruned' && fields.Outcome !== 'stopped_early') return undefined;
  const counts = readCounts(fields, ['removed', 'remaining', 'Latency']);
  const at = new Date(String(fields.time));
  if (counts === undefined || Number.isNaN(at.getTime())) return undefined;
  return { at, removed: counts.removed, remaining: counts.remaining, durationMs: counts.Latency };
}
