import { EnvName } from '../runtime/env-names.ts';
import { type Environment, readInteger, readMatching } from '../runtime/settings.ts';

/** The wiki cookie as the operator configured it. */
export interface CookieSettings {
  readonly name: string;
  /** Shared parent domain, no leading dot. */
  readonly domain: string;
  /** How long a login lasts, in seconds, counted from the score in the cookie set. */
  readonly ageSeconds: number;
}

const DAY_SECONDS = 86_400;

/** A token of RFC 6265, section 4.1.1; `__Host-` is out because such a cookie cannot have a Domain. */
export const COOKIE_NAME_PATTERN = /^(?!__Host-)[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/i;
/** Lower-case host name labels. */
export const COOKIE_DOMAIN_PATTERN =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/**
 * Reads name and age of the cookie, all that a reader needs.
 * @throws InvalidSetting
 */
export function readCookieLookup(env: Environment): Pick<CookieSettings, 'name' | 'ageSeconds'> {
  return {
    name: readMatching(env, EnvName.cookieName, COOKIE_NAME_PATTERN, 'a cookie name'),
    ageSeconds: readCookieAge(env),
  };
}

/**
 * Reads the cookie's age.
 * @returns seconds
 * @throws InvalidSetting
 */
export function readCookieAge(env: Environment): number {
  return readInteger(env, EnvName.cookieAgeSeconds, 60, 400 * DAY_SECONDS);
}

/**
 * Reads everything a writer of the cookie needs.
 * @throws InvalidSetting
 */
export function readCookieSettings(env: Environment): CookieSettings {
  const domain = readMatching(
    env,
    EnvName.cookieDomain,
    COOKIE_DOMAIN_PATTERN,
    'a lower-case domain without a leading dot',
  );
  return { ...readCookieLookup(env), domain };
}
