/** The least that reads a secret. */

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});

export async function secret(arn: string | undefined): Promise<string> {
  const { SecretString } = await client.send(
    new GetSecretValueCommand({ SecretId: arn ?? '', VersionStage: 'AWSCURRENT' }),
  );
  return SecretString ?? '';
}
