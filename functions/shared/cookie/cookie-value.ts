/** The format of the cookie's value: `username#email#key` or, with any claim, `username#email#key.claims`. */
import { randomBytes } from 'node:crypto';
import { canonicalEmail, canonicalUsername, type Identity } from '../identity/identity.ts';
import { percentDecode, percentEncode } from '../identity/percent-encoding.ts';
import { InvalidBodyError } from '../runtime/errors.ts';

/** What a cookie says beside the identity. Without any claim, the value has the format of 2012. */
export interface Claims {
  /** When the cookie dies, whole epoch seconds. */
  readonly exp?: number | undefined;
}

/** What a cookie's value says, which proves nothing. */
export interface UnverifiedCookie {
  readonly identity: Identity;
  readonly claims: Claims;
}

/** The parts of a value, still encoded. */
export interface CookieParts {
  readonly username: string;
  readonly email: string;
  readonly key: string;
  /** Undefined for a value without claims. */
  readonly claims?: string | undefined;
}

/** Browsers silently drop a cookie whose `name=value` is longer: they take the minimum of RFC 6265, section 6.1, as a limit. */
export const MAX_PAIR_BYTES = 4096;

/** The longest encoded claims; more would take the room that long names need. */
export const MAX_CLAIMS_BYTES = 1024;

const KEY_BYTES = 32;
const KEY = /^[0-9a-f]{64}$/;
const PARTS = /^([^#]*)#([^#]*)#([^#.]*)(?:\.([^#]*))?$/;

// The cookie-octets of RFC 6265, section 4.1.1, without the `#` that separates the parts and the `%` that escapes.
const PLAIN_FIELD = /^[\x21\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const isPlainByte = (byte: number): boolean => byte < 0x7f && PLAIN_FIELD.test(String.fromCharCode(byte));

/**
 * Makes a fresh cookie value with a key of 32 random bytes.
 * @throws InvalidBodyError if `name=value` is longer than browsers keep; it names the longer encoded field
 */
export function mintCookieValue(cookieName: string, identity: Identity, claims: Claims = {}): string {
  const value = formatCookieValue(identity, randomBytes(KEY_BYTES).toString('hex'), claims);
  if (cookieName.length + 1 + value.length > MAX_PAIR_BYTES) {
    const longer =
      encodeField(identity.email).length > encodeField(identity.username).length ? 'email' : 'username';
    throw new InvalidBodyError(
      `"${longer}" makes the cookie longer than ${MAX_PAIR_BYTES} bytes once it is encoded.`,
    );
  }
  return value;
}

/** @param key 64 lower-case hex digits */
export function formatCookieValue(identity: Identity, key: string, claims: Claims = {}): string {
  return joinCookieValue({
    username: encodeField(identity.username),
    email: encodeField(identity.email),
    key,
    claims: encodeClaims(claims),
  });
}

/**
 * Reads the identity and the claims that a value states. It proves nothing, since anyone can write a value: believe it
 * only after its hash was found in the cookie set.
 * @returns undefined for a value that does not have three parts, or whose name, email or claims are illegal or not
 *   encoded the one way that `formatCookieValue` encodes them
 */
export function parseUnverifiedCookieValue(value: string): UnverifiedCookie | undefined {
  const parts = splitCookieValue(value);
  if (parts === undefined) return undefined;
  const claims = claimsOf(parts);
  if (claims === undefined) return undefined;
  const rawName = decodeField(parts.username);
  const rawEmail = decodeField(parts.email);
  if (rawName === undefined || rawEmail === undefined) return undefined;
  const name = canonicalUsername(rawName);
  const email = canonicalEmail(rawEmail);
  if ('problem' in name || 'problem' in email) return undefined;
  return { identity: { username: name.username, email: email.email }, claims };
}

/** Splits a value into its encoded parts, without checking any of them; undefined unless there are three. */
export function splitCookieValue(value: string): CookieParts | undefined {
  const [, username, email, key, claims] = PARTS.exec(value) ?? [];
  if (username === undefined || email === undefined || key === undefined) return undefined;
  return { username, email, key, claims };
}

/** Joins encoded parts to a value. */
export function joinCookieValue({ username, email, key, claims }: CookieParts): string {
  return `${username}#${email}#${key}${claims === undefined ? '' : `.${claims}`}`;
}

/** Encodes one field of the cookie; plain ASCII names stay as they are. */
export function encodeField(text: string): string {
  return percentEncode(text, PLAIN_FIELD, isPlainByte);
}

/** Reverses `encodeField`, and rejects anything that it would not have written: each name has one spelling. */
function decodeField(encoded: string): string | undefined {
  const text = percentDecode(encoded);
  if (text === undefined || !text.isWellFormed() || encodeField(text) !== encoded) return undefined;
  return text;
}

/** Whether a claim's value is legal, by the claim's name. Sorted by code unit. */
const LEGAL_CLAIM: { readonly [Name in keyof Required<Claims>]: (value: unknown) => boolean } = {
  exp: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};
const CLAIM_NAMES = Object.keys(LEGAL_CLAIM) as (keyof Claims)[];

/** Encodes the one JSON spelling of the claims, sorted and without blanks, as base64url; undefined if there are none. */
function encodeClaims(claims: Claims): string | undefined {
  const present = CLAIM_NAMES.filter((name) => claims[name] !== undefined);
  if (present.length === 0) return undefined;
  const sorted = Object.fromEntries(present.map((name) => [name, claims[name]]));
  return Buffer.from(JSON.stringify(sorted)).toString('base64url');
}

/** Reads the claims. The key of a value without claims is not checked, since older writers made it in their own way. */
function claimsOf({ key, claims }: CookieParts): Claims | undefined {
  if (claims === undefined) return {};
  return KEY.test(key) ? decodeClaims(claims) : undefined;
}

/** Reverses `encodeClaims`, and rejects anything that it would not have written: claims have one spelling. */
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
