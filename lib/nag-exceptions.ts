/** The findings of cdk-nag that the stack accepts, each with its reason. */

import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rules of cdk-nag's packs AwsSolutions and Serverless that the stack does not follow. */
export const NAG_EXCEPTIONS: readonly { readonly id: string; readonly reason: string }[] = [
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'The hooks are signed over their body, which no authorizer sees; each function verifies before anything else.',
  },
  {
    id: 'AwsSolutions-APIG1',
    reason:
      'A line a request is a tenth of its price, and the wiki and the functions have their own: accessLogs switches it on.',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Joining a VPC: EC2 takes no narrower resource for the calls that describe, and Lambda asks for all of them at once. With tracing: X-Ray knows no resources to write to.',
  },
  {
    id: 'AwsSolutions-SMG4',
    reason:
      'A rotation concerns the site or the wiki as well, which must learn the new secret first; the runbook has the order.',
  },
  {
    id: 'AwsSolutions-VPC7',
    reason: 'Nothing gets in; only functions go out, to the cache and by HTTPS: flow logs would tell little.',
  },
  {
    id: 'Serverless-APIGWAccessLogging',
    reason: 'As AwsSolutions-APIG1.',
  },
  {
    id: 'Serverless-APIGWDefaultThrottling',
    reason:
      "A wiki's limit is the account's: a lower one would let a single busy visitor lock out all others.",
  },
  {
    id: 'Serverless-LambdaDLQ',
    reason:
      'Three functions answer API Gateway, which sends nothing to a queue; what expire leaves, its next run removes.',
  },
  {
    id: 'Serverless-LambdaTracing',
    reason:
      'Every page view would pay for a trace; latency and outcome are metrics already, and the log has the request id: tracing switches it on.',
  },
  {
    id: 'Serverless-SNSRedrivePolicy',
    reason: 'The subscription is an email address, which cannot be redriven.',
  },
];

/** Acknowledges these findings, so that cdk-nag does not report them. */
export function acknowledgeExceptions(scope: IConstruct): void {
  for (const exception of NAG_EXCEPTIONS) Validations.of(scope).acknowledge(exception);
}
