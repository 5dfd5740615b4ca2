// Doctor: the AWS identity that the credentials belong to.

import { type AwsSettings, clientSettings, withClient } from '../aws/aws-call.ts';
import { type Finding, findingsOn } from './finding.ts';

/** The AWS identity and region that the commands use. */
export async function lookAtCredentials(aws: AwsSettings): Promise<Finding[]> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(clientSettings(aws));
  const call = { what: 'the AWS identity', needs: 'sts:GetCallerIdentity' };
  const identity = await withClient(client, call, async () => {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    return `${Arn} in ${await client.config.region()}`;
  });
  return [findingsOn('credentials')('ok', identity)];
}
