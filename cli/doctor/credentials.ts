import { askAws } from '../aws/aws-call.ts';
import { type AwsSettings, clientSettings } from '../aws/aws-settings.ts';
import { type Finding, findingsOn } from './finding.ts';

/** Who AWS takes us for. */
export async function lookAtCredentials(aws: AwsSettings): Promise<Finding[]> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(clientSettings(aws));
  try {
    const asked = { what: 'who this is', needs: 'sts:GetCallerIdentity' };
    const { Arn } = await askAws(asked, () => client.send(new GetCallerIdentityCommand({})));
    return [findingsOn('credentials')('ok', `${Arn} in ${await client.config.region()}`)];
  } finally {
    client.destroy();
  }
}
