import { CachedValue } from './cached-value.ts';
import { withinMs } from './deadline.ts';
import { BridgeError, SecretUnavailable } from './errors.ts';
import { type ReadSecret, secretReader } from './secrets-manager.ts';

/** A rotation is seen within five minutes, and a failing source is asked every half minute. */
export const SECRET_TIMES = { freshMs: 300_000, retryMs: 30_000 } as const;

/**
 * A secret's current text, cached, as its user wants it.
 * @param parse turns the text into the value, and throws `SecretUnavailable` for a text that cannot be used
 */
export function cachedCurrentSecret<T>(
  arn: string,
  parse: (text: string) => T,
  read: ReadSecret = secretReader(),
): CachedValue<T> {
  return new CachedValue(async () => {
    const text = await read(arn, 'AWSCURRENT');
    if (text === undefined) throw new SecretUnavailable('the secret holds no text');
    return parse(text);
  }, SECRET_TIMES);
}

/**
 * A cached secret before a deadline.
 * @param deadline epoch milliseconds
 * @throws SecretUnavailable
 */
export async function secretInTime<T>(secret: CachedValue<T>, deadline: number): Promise<T> {
  try {
    return await withinMs(deadline - Date.now(), secret.get());
  } catch (error) {
    throw error instanceof BridgeError ? error : new SecretUnavailable('timeout');
  }
}
