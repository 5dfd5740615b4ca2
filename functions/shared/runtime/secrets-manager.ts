import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretUnavailable } from './errors.ts';

/** The two versions a rotation leaves readable. */
export type SecretStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** Reads the text of a secret; undefined when it has no such version. */
export type ReadSecret = (arn: string, stage: SecretStage) => Promise<string | undefined>;

/** Attempt limits in milliseconds: a cold start reads a secret within the authorizer's two seconds. */
const CLIENT = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 600, requestTimeout: 900, throwOnRequestTimeout: true },
});

/**
 * Reads a secret's text from AWS Secrets Manager.
 * @throws SecretUnavailable
 */
export const readSecret: ReadSecret = async (arn, stage) => {
  try {
    const { SecretString } = await CLIENT.send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
    );
    return SecretString;
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    // Before the first rotation there is no previous version, and that is no fault.
    if (stage === 'AWSPREVIOUS' && name === 'ResourceNotFoundException') return undefined;
    throw new SecretUnavailable(name);
  }
};
