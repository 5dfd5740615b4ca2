import { canonicalEmail } from '../identity/email.ts';
import { percentDecode, percentEncode } from '../identity/percent-encoding.ts';
import { canonicalUsername } from '../identity/username.ts';

/** Who a cookie says it belongs to. */
export interface Identity {
  /** Canonical username. */
  readonly username: string;
  /** Canonical address, or the empty string. */
  readonly email: string;
}

// The cookie-octets of RFC 6265, section 4.1.1, without the `#` that separates the parts and the `%` that escapes.
const PLAIN_FIELD = /^[\x21\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const isPlainByte = (byte: number): boolean => byte < 0x7f && PLAIN_FIELD.test(String.fromCharCode(byte));

/** Encodes one field of the cookie; plain ASCII names stay as they are. */
export function encodeField(text: string): string {
  return percentEncode(text, PLAIN_FIELD, isPlainByte);
}

/**
 * Writes the cookie's value, `username#email#key`.
 * @param key 64 lower-case hex digits
 */
export function formatCookieValue(identity: Identity, key: string): string {
  return `${encodeField(identity.username)}#${encodeField(identity.email)}#${key}`;
}

/**
 * Reads whom a cookie's value names. It proves nothing: anybody can write a value. Only a value whose hash is in the
 * cookie set may be believed.
 * @returns the canonical identity, or undefined for a value that is not three parts, or whose name or email is not
 *   legal or is not encoded the one way that `formatCookieValue` encodes it
 */
export function parseUnverifiedCookieValue(value: string): Identity | undefined {
  const parts = value.split('#', 4);
  const [encodedName, encodedEmail] = parts;
  if (parts.length !== 3 || encodedName === undefined || encodedEmail === undefined) return undefined;
  const rawName = decodeField(encodedName);
  const rawEmail = decodeField(encodedEmail);
  if (rawName === undefined || rawEmail === undefined) return undefined;
  const name = canonicalUsername(rawName);
  const email = canonicalEmail(rawEmail);
  if ('problem' in name || 'problem' in email) return undefined;
  return { username: name.username, email: email.email };
}

/** Undoes `encodeField`; anything that it would not have written is refused, so that one name has one spelling. */
function decodeField(encoded: string): string | undefined {
  const text = percentDecode(encoded);
  if (text === undefined || !text.isWellFormed() || encodeField(text) !== encoded) return undefined;
  return text;
}
