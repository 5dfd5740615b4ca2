import type { KeyObject } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseHookSecret } from '../functions/shared/hook/hook-secrets.ts';
import { CannotBegin } from './cannot-begin.ts';

const ATTEMPT_LIMITS = { connectionTimeout: 5000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/**
 * Reads the key that signs hooks from AWS Secrets Manager, as the site would.
 * @param id name or ARN of the secret
 * @throws {CannotBegin} that never repeats the secret
 */
export async function readHookKey(id: string): Promise<KeyObject> {
  const text = await readSecretText(id);
  try {
    return parseHookSecret(text);
  } catch {
    throw new CannotBegin(`the secret ${id} is no hook secret: it takes base64 of at least 24 bytes`);
  }
}

async function readSecretText(id: string): Promise<string> {
  // An ARN tells the region; a name is looked up in the environment's.
  const region = /^arn:[^:]+:secretsmanager:([^:]+):/.exec(id)?.[1];
  const client = new SecretsManagerClient({
    ...(region && { region }),
    maxAttempts: 2,
    requestHandler: ATTEMPT_LIMITS,
  });
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString ?? '';
  } catch (error) {
    throw new CannotBegin(`the secret ${id} cannot be read: ${explain(error)}`, { cause: error });
  } finally {
    client.destroy();
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  if (name === 'ResourceNotFoundException') return 'there is no such secret in this account and region';
  if (name === 'AccessDeniedException') return 'these credentials may not (secretsmanager:GetSecretValue)';
  if (name === 'CredentialsProviderError') return 'there are no AWS credentials in this environment';
  if (name === 'ExpiredTokenException') return 'the AWS credentials have expired';
  if (/region is missing/i.test(message)) return 'no region: set AWS_REGION, or give the ARN';
  // A refused connection to both ::1 and 127.0.0.1 has an empty message.
  return message || (error as NodeJS.ErrnoException).code || name;
}
