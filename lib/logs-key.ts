/** The KMS key that encrypts the logs. */

import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { NEW_KEY } from './config/logs-key-config.ts';

/**
 * The key that encrypts log groups and the alarm topic. It is not the one of the secrets: CloudWatch must be let use this
 * one, and has no business with that.
 * @param wanted `NEW_KEY`, or the ARN of a key whose policy says what the one made here says; undefined for none
 */
export function logsKey(scope: Construct, wanted: string | undefined): IKey | undefined {
  if (wanted === undefined) return undefined;
  if (wanted !== NEW_KEY) return Key.fromKeyArn(scope, 'LogsKey', wanted);
  const key = new Key(scope, 'LogsKey', {
    description: 'wiki-sso: encrypts the log groups and the alarm topic',
    enableKeyRotation: true,
    // Without their key, logs that were written before it was switched off could not be read any more.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const stack = Stack.of(scope);
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      // Of this account and region only: the service serves all of them.
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
  // CloudWatch asks KMS itself, before it publishes; the key's first statement, for the account, does not cover services.
  // No condition, as in AWS's own instructions: with one that does not hold, alarms would stay silent and nothing would
  // say so. The topic's policy already lets in none but this account's alarms.
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
    }),
  );
  return key;
}
