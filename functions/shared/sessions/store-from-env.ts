import { cachedCurrentSecret } from '../runtime/cached-secret.ts';
import { EnvName } from '../runtime/env-names.ts';
import { type Environment, readText } from '../runtime/settings.ts';
import { SessionConnection } from './session-connection.ts';
import { parseStoreUrl } from './store-url.ts';

/**
 * The store that the environment names.
 * @throws InvalidSetting
 */
export function storeFromEnv(env: Environment): SessionConnection {
  const url = cachedCurrentSecret(readText(env, EnvName.storeUrlSecretArn), parseStoreUrl);
  return new SessionConnection(() => url.get());
}
