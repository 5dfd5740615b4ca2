/** What both hooks depend on, wired up from the environment: cookie settings, keys and store. */
import { type CookieSettings, readCookieSettings } from '../cookie/cookie-settings.ts';
import { CachedValue } from '../runtime/cached-value.ts';
import { EnvName } from '../runtime/env-names.ts';
import { SecretUnavailableError } from '../runtime/errors.ts';
import { type ReadSecret, SECRET_TIMES, secretReader } from '../runtime/secrets.ts';
import { type Environment, readText } from '../runtime/settings.ts';
import type { SessionStore } from '../store/session-store.ts';
import { storeFromEnv } from '../store/store-from-env.ts';
import { type HookKeys, parseHookSecret } from './hook-signature.ts';

/** Dependencies of a hook. */
export interface HookDependencies {
  readonly cookie: CookieSettings;
  readonly hookKeys: CachedValue<HookKeys>;
  readonly store: SessionStore;
}

/**
 * Makes the dependencies of a hook, once per cold start.
 * @throws InvalidSettingError
 */
export function hookDependenciesFromEnv(env: Environment): HookDependencies {
  return {
    cookie: readCookieSettings(env),
    hookKeys: cachedHookKeys(readText(env, EnvName.hookSecretArn)),
    store: storeFromEnv(env),
  };
}

/** Caches the hook keys; it reads both versions of the secret at once. */
export function cachedHookKeys(arn: string, read: ReadSecret = secretReader()): CachedValue<HookKeys> {
  return new CachedValue(async () => {
    const [current, previous] = await Promise.all([read(arn, 'AWSCURRENT'), read(arn, 'AWSPREVIOUS')]);
    if (current === undefined) throw new SecretUnavailableError('the hook secret holds no text');
    return [parseHookSecret(current), ...previousKeys(previous)];
  }, SECRET_TIMES);
}

/** Ignores an unusable previous version: it is what remains after an operator has replaced a bad secret. */
function previousKeys(text: string | undefined): HookKeys {
  try {
    return text === undefined ? [] : [parseHookSecret(text)];
  } catch {
    return [];
  }
}
