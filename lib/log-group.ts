/** A log group with a retention time and an optional KMS key. */

import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * Makes a log group that forgets after a month, and goes with the stack.
 * @param key encrypts what is logged from now on; undefined for CloudWatch's own encryption
 * @param logGroupName undefined for a name that CloudFormation makes
 */
export function forgetfulLogGroup(
  scope: Construct,
  id: string,
  key: IKey | undefined,
  logGroupName?: string,
): LogGroup {
  return new LogGroup(scope, id, {
    ...(logGroupName !== undefined && { logGroupName }),
    ...(key !== undefined && { encryptionKey: key }),
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
