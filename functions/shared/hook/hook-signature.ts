/** Standard Webhooks signatures of hooks: the keys, the headers, and their verification. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { SecretUnavailableError, SignatureRefusedError } from '../runtime/errors.ts';

/** Keys that sign hooks: the current one and, during a rotation, the previous one. */
export type HookKeys = readonly KeyObject[];

/** Standard Webhooks demands a symmetric key of at least 24 bytes. */
const MIN_KEY_BYTES = 24;

/** A signature is fresh for this long before and after the bridge's clock. */
export const TOLERANCE_SECONDS = 300;

/** The three headers of a Standard Webhooks request, checked for their form only. */
export interface UnverifiedSignature {
  readonly id: string;
  /** The timestamp as it was signed: its digits. */
  readonly timestamp: string;
  readonly signatures: readonly Buffer[];
}

// Printable ASCII without the `.` that delimits the signed content; the specification forbids it in an id.
const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;
const TIMESTAMP = /^\d{1,12}$/;
// 32 bytes in their only base64 spelling: the last two bits of the last digit must be zero.
const V1_SIGNATURE = /^v1,([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$/;

/**
 * Reads a hook secret: base64, with or without the prefix `whsec_` (Standard Webhooks, "Secret serialization").
 * @throws SecretUnavailableError
 */
export function parseHookSecret(secret: string): KeyObject {
  const text = secret.trim().replace(/^whsec_/, '');
  const key = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || key.length < MIN_KEY_BYTES) {
    throw new SecretUnavailableError(`the hook secret is not base64 of at least ${MIN_KEY_BYTES} bytes`);
  }
  return createSecretKey(key);
}

/**
 * Reads the signature headers.
 * @param headers names in lower case
 * @throws SignatureRefusedError
 */
export function readSignature(headers: Readonly<Record<string, string | undefined>>): UnverifiedSignature {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signature = headers['webhook-signature'];
  if (!id || !timestamp || !signature) {
    throw new SignatureRefusedError(
      'missing',
      'Sign the request: webhook-id, webhook-timestamp and webhook-signature.',
    );
  }
  if (!ID.test(id)) {
    throw new SignatureRefusedError(
      'malformed',
      'webhook-id takes 1 to 256 printable ASCII characters other than a full stop.',
    );
  }
  if (!TIMESTAMP.test(timestamp)) {
    throw new SignatureRefusedError('malformed', 'webhook-timestamp takes whole epoch seconds.');
  }
  const signatures: Buffer[] = [];
  for (const part of signature.split(' ')) {
    const encoded = V1_SIGNATURE.exec(part)?.[1];
    // The specification lets a header hold signatures of other versions too, and has a receiver ignore them.
    if (encoded !== undefined) signatures.push(Buffer.from(encoded, 'base64'));
  }
  return { id, timestamp, signatures };
}

/**
 * Verifies a hook over its raw bytes, comparing every key with every signature in constant time.
 * Source: Standard Webhooks 1.0.0, "Verifying signatures".
 * @param nowSeconds epoch seconds
 * @throws SignatureRefusedError
 */
export function verifySignature(
  signature: UnverifiedSignature,
  body: Buffer,
  keys: HookKeys,
  nowSeconds: number,
): void {
  if (Math.abs(nowSeconds - Number(signature.timestamp)) > TOLERANCE_SECONDS) {
    throw new SignatureRefusedError(
      'stale',
      `webhook-timestamp is over ${TOLERANCE_SECONDS} s from the bridge's clock.`,
    );
  }
  let matches = false;
  for (const key of keys) {
    const expected = createHmac('sha256', key)
      .update(`${signature.id}.${signature.timestamp}.`)
      .update(body)
      .digest();
    for (const given of signature.signatures) matches = timingSafeEqual(expected, given) || matches;
  }
  if (!matches)
    throw new SignatureRefusedError('mismatch', 'No signature of webhook-signature matches the request.');
}
