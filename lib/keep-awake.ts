import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { KEEP_AWAKE_EVENT } from '../functions/shared/runtime/keep-awake.ts';
import type { BridgeFunction } from './bridge-function.ts';
import { schedulerRole } from './scheduler-role.ts';

/**
 * Invokes functions of a VPC once a day, to do nothing. Lambda takes the network interfaces of a function away that was
 * idle for weeks, and the next invocation fails: the login of whoever comes first after the holidays.
 */
export class KeepAwake extends Construct {
  constructor(scope: Construct, id: string, functions: readonly BridgeFunction[]) {
    super(scope, id);
    const role = schedulerRole(this, 'wiki-sso: keeps the functions in their VPC', functions);
    for (const { functionName, lambda } of functions) {
      new CfnSchedule(this, functionName, {
        description: `wiki-sso: keeps ${functionName} in its VPC`,
        scheduleExpression: 'rate(1 day)',
        flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
        target: {
          arn: lambda.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify(KEEP_AWAKE_EVENT),
          retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 600 },
        },
      });
    }
  }
}
