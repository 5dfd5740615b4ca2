import type { CookieSettings } from './cookie-settings.ts';

/** Browsers drop a cookie whose `name=value` is longer, without a word (RFC 6265, section 6.1, read by all as a limit). */
export const MAX_PAIR_BYTES = 4096;

/** A cookie that has just died still arrives for this long, so that the edit it comes with is refused and not saved as nobody's. */
const GRACE_SECONDS = 86_400;

/** The cookie as the hooks' JSON answers describe it. */
export interface CookieDescription {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: '/';
  /** Seconds; null for a cookie that ends with the browser. */
  readonly max_age: number | null;
  readonly secure: true;
  readonly http_only: true;
  readonly same_site: 'Lax';
}

/** How long a browser keeps the cookie of a login. */
export interface CookieLife {
  /** False for a cookie that ends with the browser. */
  readonly persistent: boolean;
  /** Seconds after which the cookie dies; the cookie age without it. */
  readonly expiresIn?: number | undefined;
}

/** Describes the cookie of a login. */
export function loginCookie(settings: CookieSettings, value: string, life: CookieLife): CookieDescription {
  const maxAge = (life.expiresIn ?? settings.ageSeconds) + GRACE_SECONDS;
  return describe(settings, value, life.persistent ? maxAge : null);
}

/** Describes the cookie that deletes the wiki cookie. */
export function deletingCookie(settings: CookieSettings): CookieDescription {
  return describe(settings, '', 0);
}

/** Writes the Set-Cookie header line. */
export function setCookieLine(cookie: CookieDescription): string {
  const maxAge = cookie.max_age === null ? '' : `; Max-Age=${cookie.max_age}`;
  return `${cookie.name}=${cookie.value}; Domain=${cookie.domain}; Path=${cookie.path}${maxAge}; Secure; HttpOnly; SameSite=${cookie.same_site}`;
}

function describe(settings: CookieSettings, value: string, maxAge: number | null): CookieDescription {
  return {
    name: settings.name,
    value,
    domain: settings.domain,
    path: '/',
    max_age: maxAge,
    secure: true,
    http_only: true,
    same_site: 'Lax',
  };
}
