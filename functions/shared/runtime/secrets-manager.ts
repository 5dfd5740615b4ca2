import { SecretUnavailable } from './errors.ts';

/** The two versions a rotation leaves readable. */
export type SecretStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** Reads the text of a secret; undefined when it has no such version. */
export type ReadSecret = (arn: string, stage: SecretStage) => Promise<string | undefined>;

/**
 * A reader of secrets in AWS Secrets Manager; it throws `SecretUnavailable`. Making one begins to load the SDK, while
 * the function is initialised and has a whole processor: half of a cold start. A function that reads no secret, as
 * expire with an ElastiCache store, never loads it.
 */
export function secretReader(): ReadSecret {
  const client = import('./secrets-client.ts');
  return async (arn, stage) => {
    try {
      return await (await client).askSecretsManager(arn, stage);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      // Before the first rotation there is no previous version, and that is no fault.
      if (stage === 'AWSPREVIOUS' && name === 'ResourceNotFoundException') return undefined;
      throw new SecretUnavailable(name);
    }
  };
}
