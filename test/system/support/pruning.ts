import { AwsClient } from '../../../local/aws-client.ts';
import { endpoints } from './system-under-test.ts';

const aws = new AwsClient(Number(new URL(endpoints.awsEndpointUrl).port));

/** Runs the expire function now. @returns its answer, or the error that it ended with */
export async function expireNow(): Promise<{ error: string | null; answer: Record<string, unknown> }> {
  const path = `/2015-03-31/functions/${encodeURIComponent(endpoints.expireFunction)}/invocations`;
  const response = await aws.call('lambda', 'POST', path, '{}');
  return {
    error: response.headers.get('x-amz-function-error'),
    answer: (await response.json()) as Record<string, unknown>,
  };
}

interface Schedule {
  Name: string;
  GroupName: string;
  ScheduleExpression: string;
  FlexibleTimeWindow: object;
  Target: { Arn: string };
}

/** The deployed schedule of the expire function. */
export async function expireSchedule(): Promise<Schedule> {
  const list = await aws.call('scheduler', 'GET', '/schedules');
  const { Schedules } = (await list.json()) as { Schedules: Schedule[] };
  for (const { Name, GroupName } of Schedules) {
    const one = await aws.call('scheduler', 'GET', `/schedules/${Name}?groupName=${GroupName}`);
    const schedule = (await one.json()) as Schedule;
    if (schedule.Target.Arn.endsWith(`:${endpoints.expireFunction}`)) return schedule;
  }
  throw new Error('nothing is scheduled for the expire function');
}

/** Changes when the schedule fires, and nothing else. */
export async function reschedule(schedule: Schedule, expression: string): Promise<void> {
  const body = JSON.stringify({ ...schedule, ScheduleExpression: expression });
  await aws.call('scheduler', 'PUT', `/schedules/${schedule.Name}`, body, {
    'content-type': 'application/json',
  });
}
