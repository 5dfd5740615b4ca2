import { createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureRefusedError } from '../runtime/errors.ts';
import type { HookKeys } from './hook-secrets.ts';

/** A signature is fresh for this long either side of the clock. */
export const TOLERANCE_SECONDS = 300;

/** The three headers of a Standard Webhooks request, checked for form only. */
export interface UnverifiedSignature {
  readonly id: string;
  /** The timestamp's own digits: what was signed. */
  readonly timestamp: string;
  readonly signatures: readonly Buffer[];
}

// Printable ASCII without the `.` that delimits the signed content; the specification forbids it in an id.
const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;
const TIMESTAMP = /^\d{1,12}$/;
// 32 bytes in the one base64 spelling they have: two bits of the last digit would decode to nothing.
const V1_SIGNATURE = /^v1,([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$/;

/**
 * Reads the signature headers.
 * @param headers names in lower case
 * @throws SignatureRefused
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
    // Other versions may stand beside ours; the specification has a receiver pass over them.
    if (encoded !== undefined) signatures.push(Buffer.from(encoded, 'base64'));
  }
  return { id, timestamp, signatures };
}

/**
 * Verifies a hook over its raw bytes, in constant time for every key and signature.
 * Source: Standard Webhooks 1.0.0, "Verifying signatures".
 * @param nowSeconds epoch seconds
 * @throws SignatureRefused
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
