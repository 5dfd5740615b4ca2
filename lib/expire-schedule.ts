/** The schedule that runs expire every 15 minutes. */

import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';
import { schedulerRole } from './scheduler-role.ts';

/** Runs expire every 15 minutes. */
export class ExpireSchedule extends Construct {
  /** The name of the schedule, in the default group. */
  readonly scheduleName: string;

  constructor(scope: Construct, id: string, expire: BridgeFunction) {
    super(scope, id);
    const role = schedulerRole(this, 'wiki-sso: lets the schedule run expire', [expire]);
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: 'wiki-sso: removes cookies that are past their age',
      scheduleExpression: 'rate(15 minutes)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: expire.invoked.functionArn,
        roleArn: role.roleArn,
        // The next run continues what this one could not do. The service's default is 185 retries within a day.
        retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 600 },
      },
    });
    this.scheduleName = schedule.ref;
  }
}
