import { AwsCallFailed } from '../aws/aws-call.ts';
import type { AwsFault } from '../aws/aws-error.ts';
import type { SecretVersions } from '../aws/secret-versions.ts';
import { WentWrong } from '../failures.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Not only what got no answer: the SDK tries twice, and tells of the second try only. */
const MAY_BE_STORED: ReadonlySet<AwsFault> = new Set(['other', 'unreachable']);

/**
 * Makes a value the current version of a secret.
 * @param unknown what may be the case, and how to go on, when it is broken off or not answered
 * @throws {WentWrong} when nobody knows whether it is stored @throws {AwsCallFailed} when it is not
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
    if (!(error instanceof AwsCallFailed) || !MAY_BE_STORED.has(error.fault)) throw error;
    throw new WentWrong(`${error.message}. ${unknown}`, { cause: error });
  }
}
