/** The middleware that lets only signed requests reach the body parser and the hook. */
import { isUtf8 } from 'node:buffer';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CachedValue } from '../runtime/cached-value.ts';
import { withinMs } from '../runtime/deadline.ts';
import {
  BodyTooLargeError,
  InvalidBodyError,
  SignatureRefusedError,
  UnsupportedMediaTypeError,
} from '../runtime/errors.ts';
import { secretBefore } from '../runtime/secrets.ts';
import { type HookKeys, readSignature, type UnverifiedSignature, verifySignature } from './hook-signature.ts';

/** A hook's event with its deadline in epoch milliseconds. */
export type HookEvent = APIGatewayProxyEventV2 & { readonly deadline: number };

/** A hook's event after its signature was verified. */
export type SignedEvent = HookEvent & { readonly verifiedHookId: string };

/** The longest body that a hook reads; a legal one is far shorter. */
export const MAX_BODY_BYTES = 8192;

const JSON_MEDIA_TYPE = /^\s*application\/json\s*(;|$)/i;

/**
 * Makes the middleware. It runs before the body parser, so that no unsigned byte is ever parsed, and checks in the
 * contract's order: size, signature, media type, UTF-8.
 */
export function requireSignature(keys: CachedValue<HookKeys>): MiddlewareObj<SignedEvent> {
  return {
    before: async ({ event }) => {
      const body = rawBody(event);
      const headers = lowerCased(event.headers);
      const signature = readSignature(headers);
      await verifyWithCachedKeys(signature, body, keys, event.deadline);
      if (!JSON_MEDIA_TYPE.test(headers['content-type'] ?? '')) throw new UnsupportedMediaTypeError();
      assertUtf8(body);
      Object.assign(event, { verifiedHookId: signature.id });
    },
  };
}

/**
 * Gives the body's bytes as the site sent them, even if the gateway passed them on as base64.
 * @throws BodyTooLargeError
 */
export function rawBody(event: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>): Buffer {
  const text = event.body ?? '';
  const bytes = Buffer.from(text, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) throw new BodyTooLargeError(MAX_BODY_BYTES);
  return bytes;
}

/**
 * Refuses bytes that decoding would have to replace.
 * @throws InvalidBodyError
 */
export function assertUtf8(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new InvalidBodyError('The body is not UTF-8.');
}

async function verifyWithCachedKeys(
  signature: UnverifiedSignature,
  body: Buffer,
  keys: CachedValue<HookKeys>,
  deadline: number,
): Promise<void> {
  const verify = async () =>
    verifySignature(signature, body, await secretBefore(keys, deadline), Date.now() / 1000);
  try {
    await verify();
  } catch (error) {
    // The site may already sign with a new key that this container has not loaded: reload once, then refuse.
    if (!(error instanceof SignatureRefusedError && error.detail === 'mismatch')) throw error;
    const renewed = await withinMs(deadline - Date.now(), keys.refresh()).catch(() => false);
    if (!renewed) throw error;
    await verify();
  }
}

function lowerCased(
  headers: Record<string, string | undefined> | undefined,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
