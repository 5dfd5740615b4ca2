import { type CookieSettings, readCookieSettings } from '../cookie/cookie-settings.ts';
import type { CachedValue } from '../runtime/cached-value.ts';
import { EnvName } from '../runtime/env-names.ts';
import { type Environment, readText } from '../runtime/settings.ts';
import type { SessionStore } from '../store/session-store.ts';
import { storeFromEnv } from '../store/store-from-env.ts';
import { cachedHookKeys, type HookKeys } from './hook-secrets.ts';

/** What both hooks stand on. */
export interface HookParts {
  readonly cookie: CookieSettings;
  readonly hookKeys: CachedValue<HookKeys>;
  readonly store: SessionStore;
}

/**
 * The parts that the environment names, made once at cold start.
 * @throws InvalidSetting
 */
export function hookPartsFromEnv(env: Environment): HookParts {
  return {
    cookie: readCookieSettings(env),
    hookKeys: cachedHookKeys(readText(env, EnvName.hookSecretArn)),
    store: storeFromEnv(env),
  };
}
