/** Signs the identity assertion: a short-lived JWT that a wiki verifies. */
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Identity } from '../shared/identity/identity.ts';
import { SecretUnavailableError } from '../shared/runtime/errors.ts';

/** How long an assertion is valid: it serves only the request it was made for. */
export const ASSERTION_SECONDS = 60;

/** RFC 7518, section 3.2, demands a key at least as long as the hash. */
export const MIN_KEY_BYTES = 32;

/** A key that signs one wiki's assertions, with the JWT header that names it. */
export interface AssertionKey {
  /** A key object, because importing raw bytes for each signature costs more than the signature itself. */
  readonly secret: KeyObject;
  /** The encoded JWT header, the same in every assertion of a key. */
  readonly encodedHeader: string;
}

/** What an assertion states beside the identity. */
export interface AssertionFrame {
  readonly issuer: string;
  /** The wiki's host. */
  readonly audience: string;
  readonly sessionId: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  /** The cookie's own end, whole epoch seconds, since no assertion may outlive its cookie. */
  readonly notAfter?: number | undefined;
}

/**
 * Makes a key from the UTF-8 bytes of a secret's text.
 * @throws SecretUnavailableError if the text is shorter than 32 bytes
 */
export function parseAssertionKey(text: string): AssertionKey {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length < MIN_KEY_BYTES)
    throw new SecretUnavailableError(`the assertion key is shorter than ${MIN_KEY_BYTES} bytes`);
  const kid = keyId(bytes);
  return { secret: createSecretKey(bytes), encodedHeader: encode({ alg: 'HS256', typ: 'JWT', kid }) };
}

/** Gives the `kid` of a key: the first 8 hex digits of its SHA-256. */
export function keyId(key: Uint8Array): string {
  return hash('sha256', key, 'hex').slice(0, 8);
}

/** Signs a JWT (RFC 7519) with HS256. It uses node:crypto because that takes a small part of a library's time (`npm run bench`). */
export function signAssertion(key: AssertionKey, identity: Identity, frame: AssertionFrame): string {
  const issuedAt = Math.floor(frame.issuedAt);
  const claims = {
    iss: frame.issuer,
    aud: frame.audience,
    sub: identity.username,
    // JSON leaves out undefined values, so a user without an email has no such claim.
    email: identity.email === '' ? undefined : identity.email,
    sid: frame.sessionId,
    iat: issuedAt,
    exp: Math.min(issuedAt + ASSERTION_SECONDS, frame.notAfter ?? Number.POSITIVE_INFINITY),
  };
  const signed = `${key.encodedHeader}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', key.secret).update(signed).digest('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
