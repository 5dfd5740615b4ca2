// Hands a new secret to AWS Secrets Manager and to the demo site.

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

/** Also faults other than a missing answer: the SDK tries twice and reports only the second attempt. */
const MAY_BE_STORED: ReadonlySet<AwsFault> = new Set(['other', 'unreachable']);

/**
 * Stores a value as the current version of a secret.
 * @param unknown the possible state and the next step, for an interrupted or unanswered call
 * @throws {OperationError} if the value may or may not be stored @throws {AwsCallError} if it is not
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

/** Writes a new hook secret to the demo site's file, and to the file of endpoints for a developer's programs. */
export function updateLocalSite({ hookSecretFile, endpointsFile }: LocalSite, secret: string): void {
  writeSecretWhole(hookSecretFile, `${secret}\n`);
  const endpoints = JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints;
  writeEndpoints(endpointsFile, { ...endpoints, hookSecret: secret });
}
