import { readFileSync } from 'node:fs';
import type { Endpoints } from '../../local/endpoints.ts';
import { writeEndpoints } from '../../local/endpoints.ts';
import { writeSecretWhole } from '../../local/secret-file.ts';
import { AwsCallError } from '../aws/aws-call.ts';
import type { AwsFault } from '../aws/aws-error.ts';
import type { SecretVersions } from '../aws/secret-versions.ts';
import { OperationError } from '../cli-error.ts';
import type { LocalSite } from '../deployment/deployment.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Not only what got no answer: the SDK tries twice, and tells of the second try only. */
const MAY_BE_STORED: ReadonlySet<AwsFault> = new Set(['other', 'unreachable']);

/**
 * Makes a value the current version of a secret.
 * @param unknown what may be the case, and how to go on, when it is broken off or not answered
 * @throws {OperationError} when nobody knows whether it is stored @throws {AwsCallError} when it is not
 */
export async function storeSecret(
  terminal: Terminal,
  secret: SecretVersions,
  value: string,
  unknown: string,
): Promise<void> {
  terminal.stopHint = unknown;
  try {
    await secret.put(value);
  } catch (error) {
    if (!(error instanceof AwsCallError) || !MAY_BE_STORED.has(error.fault)) throw error;
    throw new OperationError(`${error.message}. ${unknown}`, { cause: error });
  }
}

/** Gives the demo site a new hook secret, and the file of endpoints too: programs of one's own read it there. */
export function updateLocalSite({ hookSecretFile, endpointsFile }: LocalSite, secret: string): void {
  writeSecretWhole(hookSecretFile, `${secret}\n`);
  const endpoints = JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints;
  writeEndpoints(endpointsFile, { ...endpoints, hookSecret: secret });
}
