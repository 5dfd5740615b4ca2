import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { askAws } from '../aws/aws-call.ts';
import { clientSettings } from '../aws/aws-settings.ts';
import type { Deployment } from './deployment.ts';
import { readCounts } from './expire.ts';

/** A run of expire that pruned, as its log line tells of it. */
export interface LastPrune {
  readonly at: Date;
  readonly removed: number;
  readonly remaining: number;
  readonly durationMs: number;
}

const HOUR_MS = 3_600_000;
/** Expire runs every 15 minutes: nearly always the first is enough. The log is kept for a month. */
const WINDOWS_MS = [HOUR_MS, 24 * HOUR_MS, 31 * 24 * HOUR_MS];
/** A page may be empty though there are more. */
const MOST_PAGES = 50;
const PRUNED = '{ $.Outcome = "pruned" || $.Outcome = "stopped_early" }';

/**
 * Finds expire's latest run in its log.
 * @returns undefined when there was none in a month
 * @throws {AwsCallFailed}
 */
export async function findLastPrune({ aws, expireLogGroup }: Deployment): Promise<LastPrune | undefined> {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const client = new CloudWatchLogsClient(clientSettings(aws));
  const asked = { what: "expire's log", needs: `logs:FilterLogEvents on ${expireLogGroup}` };
  try {
    for (const windowMs of WINDOWS_MS) {
      const query = { logGroupName: expireLogGroup, filterPattern: PRUNED, startTime: Date.now() - windowMs };
      let latest: LastPrune | undefined;
      let nextToken: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const command = new FilterLogEventsCommand({
          ...query,
          ...(nextToken !== undefined && { nextToken }),
        });
        const answer = await askAws(asked, () => client.send(command));
        for (const { message } of answer.events ?? []) latest = later(latest, readPruneLine(message ?? ''));
        nextToken = answer.nextToken;
        if (nextToken === undefined) break;
      }
      if (latest !== undefined) return latest;
    }
    return undefined;
  } finally {
    client.destroy();
  }
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
