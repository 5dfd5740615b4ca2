/** The client of AWS Secrets Manager, in a file of its own so that only functions that read a secret load the SDK. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Time limits in milliseconds: a cold start has to read a secret within the authorizer's two seconds. */
const CLIENT = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 600, requestTimeout: 900, throwOnRequestTimeout: true },
});

/**
 * Gets the text of the version of a secret that has a staging label.
 * @throws the SDK's errors
 */
export async function getSecretText(arn: string, stagingLabel: string): Promise<string | undefined> {
  const { SecretString } = await CLIENT.send(
    new GetSecretValueCommand({ SecretId: arn, VersionStage: stagingLabel }),
  );
  return SecretString;
}
