import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ReadSecret } from './secrets-manager.ts';

/** Attempt limits in milliseconds: a cold start reads a secret within the authorizer's two seconds. */
const CLIENT = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 600, requestTimeout: 900, throwOnRequestTimeout: true },
});

/** Asks AWS Secrets Manager; throws the SDK's errors. */
export const askSecretsManager: ReadSecret = async (arn, stage) => {
  const { SecretString } = await CLIENT.send(
    new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
  );
  return SecretString;
};
