import { randomBytes } from 'node:crypto';
import { type Claims, encodeField, formatCookieValue, type Identity } from '../shared/cookie/cookie-value.ts';
import { MAX_PAIR_BYTES } from '../shared/cookie/set-cookie.ts';
import { InvalidBodyError } from '../shared/runtime/errors.ts';

const KEY_BYTES = 32;

/**
 * Makes a fresh cookie value with a key of 32 random bytes.
 * @throws InvalidBody when `name=value` would be longer than browsers keep; it names the longer encoded field
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
