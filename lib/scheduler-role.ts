/** The role with which EventBridge Scheduler invokes functions. */

import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';

/**
 * The role with which EventBridge Scheduler invokes functions. Only schedules of this account may use it; otherwise another
 * account could make the service act for it (the confused deputy).
 */
export function schedulerRole(
  scope: Construct,
  description: string,
  functions: readonly BridgeFunction[],
): Role {
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com').withConditions({
      StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
    }),
    description,
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: functions.map(({ invoked }) => invoked.functionArn),
    }),
  );
  return role;
}
