// Doctor: the schedule of expire, and its latest run.

import { clientSettings, withClient } from '../aws/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { findLastPrune, type LastPrune } from '../deployment/last-prune.ts';
import { ago } from '../terminal/layout.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('pruning');
const RUNBOOK = 'docs/operator-runbook.md#expire-not-running';
const HOUR_MS = 3_600_000;

/** Whether the schedule exists and is enabled. */
export async function lookAtSchedule({ aws, expireSchedule }: Deployment): Promise<Finding[]> {
  const { GetScheduleCommand, SchedulerClient } = await import('@aws-sdk/client-scheduler');
  const client = new SchedulerClient(clientSettings(aws));
  const call = { what: 'the schedule', needs: `scheduler:GetSchedule on ${expireSchedule}` };
  const command = new GetScheduleCommand({ Name: expireSchedule });
  const { State, ScheduleExpression } = await withClient(client, call, () => client.send(command));
  return State === 'ENABLED'
    ? [finding('ok', `scheduled, ${ScheduleExpression}`)]
    : [finding('fail', `the schedule is ${State}`, `enable it: ${RUNBOOK}`)];
}

/** Whether expire has run within the last hour. */
export async function lookAtLastPrune(deployment: Deployment): Promise<Finding[]> {
  return [judgeLastPrune(await findLastPrune(deployment), Date.now())];
}

/** @param nowMs epoch milliseconds */
export function judgeLastPrune(last: LastPrune | undefined, nowMs: number): Finding {
  if (last === undefined)
    return finding('warn', 'it has not run yet', `it is due every 15 minutes: ${RUNBOOK}`);
  const age = nowMs - last.at.getTime();
  if (age > HOUR_MS) return finding('fail', `last run ${ago(age)}`, RUNBOOK);
  return last.remaining > 0
    ? finding('warn', `last run ${ago(age)} left ${last.remaining}`, 'docs/operator-runbook.md#many-sessions')
    : finding('ok', `last run ${ago(age)}`);
}
