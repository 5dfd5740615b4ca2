import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Identity } from '../shared/cookie/cookie-value.ts';
import { SecretUnavailableError } from '../shared/runtime/errors.ts';

/** An assertion is for the request at hand only. */
export const ASSERTION_SECONDS = 60;

/** RFC 7518, section 3.2: a key at least as long as the hash. */
export const MIN_KEY_BYTES = 32;

/** A key that signs one wiki's assertions, with the JWT header that names it. */
export interface AssertionKey {
  /** A key object: preparing raw bytes anew costs more than the signature itself. */
  readonly secret: KeyObject;
  /** The encoded JWT header: it is the same for every assertion of a key. */
  readonly encodedHeader: string;
}

/** What an assertion says beside the identity. */
export interface AssertionFrame {
  readonly issuer: string;
  /** The wiki's host. */
  readonly audience: string;
  readonly sessionId: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  /** The cookie's own end, whole epoch seconds: no assertion outlives its cookie. */
  readonly notAfter?: number | undefined;
}

/**
 * Makes a key of a secret's text: its UTF-8 bytes.
 * @throws SecretUnavailable when it is shorter than 32 bytes
 */
export function parseAssertionKey(text: string): AssertionKey {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length < MIN_KEY_BYTES)
    throw new SecretUnavailableError(`the assertion key is shorter than ${MIN_KEY_BYTES} bytes`);
  const kid = keyId(bytes);
  return { secret: createSecretKey(bytes), encodedHeader: encode({ alg: 'HS256', typ: 'JWT', kid }) };
}

/** Names a key, as an assertion's `kid` does: the first 8 hex digits of its SHA-256. */
export function keyId(key: Uint8Array): string {
  return hash('sha256', key, 'hex').slice(0, 8);
}

/**
 * Signs who is visiting: a JWT (RFC 7519) by HS256, from node:crypto, which the benchmark measures at a small part of a library's time.
 */
export function signAssertion(key: AssertionKey, identity: Identity, frame: AssertionFrame): string {
  const issuedAt = Math.floor(frame.issuedAt);
  const claims = {
    iss: frame.issuer,
    aud: frame.audience,
    sub: identity.username,
    // JSON leaves out what is undefined: no email, no claim.
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
