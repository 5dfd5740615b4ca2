/** A daily invocation that keeps the network interfaces of functions in a VPC. */

import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { KEEP_AWAKE_EVENT } from '../functions/shared/runtime/keep-awake.ts';
import type { BridgeFunction } from './bridge-function.ts';
import { schedulerRole } from './scheduler-role.ts';

/**
 * Invokes functions in a VPC once a day; they do nothing. Lambda removes the network interfaces of a function that is idle
 * for weeks, and the next invocation fails: the first login after the holidays.
 */
export class KeepAwake extends Construct {
  constructor(scope: Construct, id: string, functions: readonly BridgeFunction[]) {
    super(scope, id);
    const role = schedulerRole(this, 'wiki-sso: keeps the functions in their VPC', functions);
    for (const { functionName, invoked } of functions) {
      new CfnSchedule(this, functionName, {
        description: `wiki-sso: keeps ${functionName} in its VPC`,
        scheduleExpression: 'rate(1 day)',
        flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
        target: {
          arn: invoked.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify(KEEP_AWAKE_EVENT),
          retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 600 },
        },
      });
    }
  }
}
