import type { KeyObject } from 'node:crypto';
import { parseHookSecret } from '../../functions/shared/hook/hook-signature.ts';
import { CannotBegin } from '../../smoke/cannot-begin.ts';
import type { AwsSettings } from './aws-settings.ts';
import { SecretVersions } from './secret-versions.ts';

/**
 * Reads the key that signs hooks from AWS Secrets Manager, as the site would.
 * @param id name or ARN of the secret
 * @throws {CannotBegin} that never repeats the secret @throws {AwsCallFailed}
 */
export async function readHookKey(aws: AwsSettings, id: string): Promise<KeyObject> {
  return hookKey(await new SecretVersions(aws, id).current(), id);
}

/** @throws {CannotBegin} that never repeats the secret */
export function hookKey(text: string, id: string): KeyObject {
  try {
    return parseHookSecret(text);
  } catch {
    throw new CannotBegin(`the secret ${id} is no hook secret: it takes base64 of at least 24 bytes`);
  }
}
