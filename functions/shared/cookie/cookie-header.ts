/** The wiki cookie in HTTP: its values in a Cookie header, and the Set-Cookie line that makes or deletes it. */
import type { CookieSettings } from './cookie-settings.ts';

/**
 * Finds the values that a request carries for one cookie name, as RFC 6265, section 5.4, has a browser send them.
 * @param pairs `name=value` texts, each perhaps several joined by `;`
 * @returns the distinct, unquoted, non-empty values in the order they came
 */
export function cookieValues(pairs: readonly string[], name: string): string[] {
  const values = new Set<string>();
  const prefix = `${name}=`;
  for (const text of pairs) {
    for (const part of text.includes(';') ? text.split(';') : [text]) {
      const pair = withoutOuterBlanks(part);
      if (!pair.startsWith(prefix)) continue;
      const value = unquote(pair.slice(prefix.length));
      if (value !== '') values.add(value);
    }
  }
  return [...values];
}

/**
 * Drops spaces and tabs at both ends. `trim` would drop more and so change the hash of the value; a regular expression
 * for blanks at the end would start again at each blank inside.
 */
function withoutOuterBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

/** Drops the double quotes that some servers put around a value with `@`; the text inside stays as it is. */
function unquote(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/**
 * A browser keeps a cookie for a day longer than its session: it then still arrives, so that the bridge refuses the
 * edit that comes with it instead of passing it on as anonymous.
 */
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
  /** Seconds after which the cookie dies; by default the cookie age. */
  readonly expiresIn?: number | undefined;
}

/** Describes the cookie of a login. */
export function loginCookie(settings: CookieSettings, value: string, life: CookieLife): CookieDescription {
  const maxAge = (life.expiresIn ?? settings.cookieAgeSeconds) + GRACE_SECONDS;
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

function describe({ name, domain }: CookieSettings, value: string, maxAge: number | null): CookieDescription {
  return { name, value, domain, path: '/', max_age: maxAge, secure: true, http_only: true, same_site: 'Lax' };
}
