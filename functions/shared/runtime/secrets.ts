/** Reads secrets from AWS Secrets Manager, and keeps what they hold in a cache. */
import { CachedValue } from './cached-value.ts';
import { withinMs } from './deadline.ts';
import { BridgeError, SecretUnavailableError } from './errors.ts';

/** The two versions of a secret that stay readable after a rotation. */
export type StagingLabel = 'AWSCURRENT' | 'AWSPREVIOUS';

/** Reads the text of a secret; undefined if it has no such version. */
export type ReadSecret = (arn: string, label: StagingLabel) => Promise<string | undefined>;

/** A rotation takes effect within five minutes; a failing source is retried every half minute. */
export const SECRET_TIMES = { freshMs: 300_000, retryMs: 30_000 } as const;

/**
 * Makes a reader of secrets; it throws `SecretUnavailableError`. Loading the SDK is half of a cold start, so it starts
 * here, while Lambda initialises the function with a whole processor. A function that reads no secret, such as expire
 * with an ElastiCache store, never loads the SDK.
 */
export function secretReader(): ReadSecret {
  const client = import('./secrets-client.ts');
  return async (arn, label) => {
    try {
      return await (await client).getSecretText(arn, label);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      // Before the first rotation there is no previous version, which is no fault.
      if (label === 'AWSPREVIOUS' && name === 'ResourceNotFoundException') return undefined;
      throw new SecretUnavailableError(name);
    }
  };
}

/**
 * Caches the value that a secret's current text stands for.
 * @param parse turns the text into the value; throws `SecretUnavailableError` for a text that it cannot use
 */
export function cachedCurrentSecret<T>(
  arn: string,
  parse: (text: string) => T,
  read: ReadSecret = secretReader(),
): CachedValue<T> {
  return new CachedValue(async () => {
    const text = await read(arn, 'AWSCURRENT');
    if (text === undefined) throw new SecretUnavailableError('the secret holds no text');
    return parse(text);
  }, SECRET_TIMES);
}

/**
 * Gets a cached secret before a deadline.
 * @param deadline epoch milliseconds
 * @throws SecretUnavailableError
 */
export async function secretBefore<T>(secret: CachedValue<T>, deadline: number): Promise<T> {
  try {
    return await withinMs(deadline - Date.now(), secret.get());
  } catch (error) {
    throw error instanceof BridgeError ? error : new SecretUnavailableError('timeout');
  }
}
