// Calls a deployment's hooks as its site does, with the hook secret from AWS Secrets Manager.

import { type KeyObject, randomBytes } from 'node:crypto';
import { parseHookSecret } from '../../functions/shared/hook/hook-signature.ts';
import type { AwsSettings } from '../aws/aws-call.ts';
import { SecretVersions } from '../aws/secret-versions.ts';
import { OperationError, SetupError } from '../cli-error.ts';
import { Site } from '../site/site.ts';
import type { Deployment } from './deployment.ts';

const REQUEST_LIMIT_MS = 15_000;

/** The site of a deployment, which can call its hooks. */
export function siteOf({ hooksUrl }: Deployment, hookKey: KeyObject, username = ''): Site {
  return new Site({ hooksUrl, hookKey, username, email: '', requestTimeoutMs: REQUEST_LIMIT_MS });
}

/**
 * Reads the key that signs hooks.
 * @param id name or ARN of the secret
 * @throws {SetupError} without the secret in its message @throws {AwsCallError}
 */
export async function readHookKey(aws: AwsSettings, id: string): Promise<KeyObject> {
  return parseHookKey(await new SecretVersions(aws, id).current(), id);
}

/** @throws {SetupError} without the secret in its message */
export function parseHookKey(text: string, id: string): KeyObject {
  try {
    return parseHookSecret(text);
  } catch {
    throw new SetupError(`the secret ${id}: expected base64 of at least 24 bytes, got another text`);
  }
}

/** A logout of a session that does not exist: it changes nothing. */
export function logOutUnknownSession(site: Site) {
  return site.send('logout', { member: randomBytes(32).toString('hex') });
}

/**
 * Whether the hooks accept a signature made with this secret.
 * @throws {OperationError} if the answer is neither 200 nor 401
 */
export async function isHookSecretAccepted(deployment: Deployment, secret: string): Promise<boolean> {
  const { status } = await logOutUnknownSession(
    siteOf(deployment, parseHookKey(secret, deployment.hookSecretArn)),
  );
  if (status === 200) return true;
  if (status === 401) return false;
  throw new OperationError(`the logout hook: expected 200 or 401, got ${status}; the secrets are unchecked`);
}
