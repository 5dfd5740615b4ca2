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

/** What a cookie says beside the identity. Without any, the value has the format of 2012. */
export interface Claims {
  /** When the cookie dies, whole epoch seconds. */
  readonly exp?: number | undefined;
}

/** What a cookie's value says; it proves nothing. */
export interface UnverifiedCookie {
  readonly identity: Identity;
  readonly claims: Claims;
}

/** Whether a claim's value is legal, by the claim's name. The names stand in the order of their code units. */
const LEGAL_CLAIM: { readonly [Name in keyof Required<Claims>]: (value: unknown) => boolean } = {
  exp: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};
const CLAIM_NAMES = Object.keys(LEGAL_CLAIM) as (keyof Claims)[];

/** The longest encoded claims; more would crowd out names that the cookie must hold. */
export const MAX_CLAIMS_BYTES = 1024;

/** 64 lower-case hex digits, then perhaps a full stop and base64url. */
const KEY_AND_CLAIMS = /^([0-9a-f]{64})(?:\.([A-Za-z0-9_-]+))?$/;

// The cookie-octets of RFC 6265, section 4.1.1, without the `#` that separates the parts and the `%` that escapes.
const PLAIN_FIELD = /^[\x21\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const isPlainByte = (byte: number): boolean => byte < 0x7f && PLAIN_FIELD.test(String.fromCharCode(byte));

/** Encodes one field of the cookie; plain ASCII names stay as they are. */
export function encodeField(text: string): string {
  return percentEncode(text, PLAIN_FIELD, isPlainByte);
}

/**
 * Writes the cookie's value: `username#email#key` or, with any claim, `username#email#key.claims`.
 * @param key 64 lower-case hex digits
 */
export function formatCookieValue(identity: Identity, key: string, claims: Claims = {}): string {
  const encoded = encodeClaims(claims);
  const last = encoded === '' ? key : `${key}.${encoded}`;
  return `${encodeField(identity.username)}#${encodeField(identity.email)}#${last}`;
}

/** Base64url of the claims' one JSON spelling, sorted and without blanks; the empty string for none. */
function encodeClaims(claims: Claims): string {
  const present = CLAIM_NAMES.filter((name) => claims[name] !== undefined);
  if (present.length === 0) return '';
  const sorted = Object.fromEntries(present.map((name) => [name, claims[name]]));
  return Buffer.from(JSON.stringify(sorted)).toString('base64url');
}

/** Undoes `encodeClaims`; anything that it would not have written is refused, so that claims have one spelling. */
function decodeClaims(encoded: string): Claims | undefined {
  if (encoded.length > MAX_CLAIMS_BYTES) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const claims: Record<string, unknown> = {};
  for (const name of CLAIM_NAMES) {
    if (!Object.hasOwn(json, name)) continue;
    const value = (json as Record<string, unknown>)[name];
    if (!LEGAL_CLAIM[name](value)) return undefined;
    claims[name] = value;
  }
  return encodeClaims(claims) === encoded ? claims : undefined;
}

/**
 * Reads whom a cookie's value names. It proves nothing: anybody can write a value. Only a value whose hash is in the
 * cookie set may be believed.
 * @returns the canonical identity and the claims, or undefined for a value that is not three parts, whose key is not one,
 *   or whose name, email or claims are not legal or not encoded the one way that `formatCookieValue` encodes them
 */
export function parseUnverifiedCookieValue(value: string): UnverifiedCookie | undefined {
  const parts = value.split('#', 4);
  const [encodedName, encodedEmail, last] = parts;
  if (parts.length !== 3 || encodedName === undefined || encodedEmail === undefined || last === undefined)
    return undefined;
  const key = KEY_AND_CLAIMS.exec(last);
  const claims = key === null ? undefined : key[2] === undefined ? {} : decodeClaims(key[2]);
  if (claims === undefined) return undefined;
  const rawName = decodeField(encodedName);
  const rawEmail = decodeField(encodedEmail);
  if (rawName === undefined || rawEmail === undefined) return undefined;
  const name = canonicalUsername(rawName);
  const email = canonicalEmail(rawEmail);
  if ('problem' in name || 'problem' in email) return undefined;
  return { identity: { username: name.username, email: email.email }, claims };
}

/** Undoes `encodeField`; anything that it would not have written is refused, so that one name has one spelling. */
function decodeField(encoded: string): string | undefined {
  const text = percentDecode(encoded);
  if (text === undefined || !text.isWellFormed() || encodeField(text) !== encoded) return undefined;
  return text;
}
