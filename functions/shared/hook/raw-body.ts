import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BodyTooLargeError, InvalidBodyError } from '../runtime/errors.ts';

/** The longest body a hook reads; a legal one is far shorter. */
export const MAX_BODY_BYTES = 8192;

/**
 * The body's bytes as the site sent them, also when the gateway passed them as base64.
 * @throws BodyTooLarge
 */
export function rawBody(event: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>): Buffer {
  const text = event.body ?? '';
  const bytes = Buffer.from(text, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) throw new BodyTooLargeError(MAX_BODY_BYTES);
  return bytes;
}

/**
 * Refuses bytes that decoding would have to replace.
 * @throws InvalidBody
 */
export function assertUtf8(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new InvalidBodyError('The body is not UTF-8.');
}
