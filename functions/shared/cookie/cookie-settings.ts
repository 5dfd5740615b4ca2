/** The operator's settings of the wiki cookie, read from the environment. */
import { EnvName } from '../runtime/env-names.ts';
import { type Environment, readInteger, readMatching } from '../runtime/settings.ts';
import type { SessionRules } from '../sessions/session-rules.ts';

/** Everything that a writer of the cookie needs. */
export interface CookieSettings extends SessionRules {
  readonly name: string;
  /** Shared parent domain, no leading dot. */
  readonly domain: string;
}

const DAY_SECONDS = 86_400;

/** A token of RFC 6265, section 4.1.1; not `__Host-`, because such a cookie cannot have a Domain. */
export const COOKIE_NAME_PATTERN = /^(?!__Host-)[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/i;
/** Lower-case host name labels. */
export const COOKIE_DOMAIN_PATTERN =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** @throws InvalidSettingError */
export function readCookieName(env: Environment): string {
  return readMatching(env, EnvName.cookieName, COOKIE_NAME_PATTERN, 'a cookie name');
}

/** @throws InvalidSettingError */
export function readSessionRules(env: Environment): SessionRules {
  return { cookieAgeSeconds: readInteger(env, EnvName.cookieAgeSeconds, 60, 400 * DAY_SECONDS) };
}

/** @throws InvalidSettingError */
export function readCookieSettings(env: Environment): CookieSettings {
  const domain = readMatching(
    env,
    EnvName.cookieDomain,
    COOKIE_DOMAIN_PATTERN,
    'a lower-case domain without a leading dot',
  );
  return { name: readCookieName(env), domain, ...readSessionRules(env) };
}
