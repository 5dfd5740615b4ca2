import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CachedValue } from '../runtime/cached-value.ts';
import { withinMs } from '../runtime/deadline.ts';
import { SignatureRefusedError, UnsupportedMediaTypeError } from '../runtime/errors.ts';
import { secretBefore } from '../runtime/secrets.ts';
import type { HookKeys } from './hook-secrets.ts';
import { readSignature, type UnverifiedSignature, verifySignature } from './hook-signature.ts';
import { assertUtf8, rawBody } from './raw-body.ts';

/** A hook whose signature has been verified. */
export type SignedEvent = TimedEvent & { readonly verifiedHookId: string };

/** A hook that must be answered in time; `deadline` in epoch milliseconds. */
export type TimedEvent = APIGatewayProxyEventV2 & { readonly deadline: number };

const JSON_MEDIA_TYPE = /^\s*application\/json\s*(;|$)/i;

/**
 * Middleware that lets a request on only when its raw bytes are signed. It stands before the body parser, so that no
 * unsigned byte is ever parsed, and it decides in the contract's order: size, signature, media type, then the rest.
 */
export function requireSignature(keys: CachedValue<HookKeys>): MiddlewareObj<TimedEvent> {
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

async function verifyWithCachedKeys(
  signature: UnverifiedSignature,
  body: Buffer,
  keys: CachedValue<HookKeys>,
  deadline: number,
): Promise<void> {
  try {
    verifySignature(signature, body, await secretBefore(keys, deadline), Date.now() / 1000);
  } catch (error) {
    // A site may already sign with a key this container has not seen: look once, then refuse.
    if (!(error instanceof SignatureRefusedError && error.detail === 'mismatch')) throw error;
    const renewed = await withinMs(deadline - Date.now(), keys.refresh()).catch(() => false);
    if (!renewed) throw error;
    verifySignature(signature, body, await secretBefore(keys, deadline), Date.now() / 1000);
  }
}

function lowerCased(
  headers: Record<string, string | undefined> | undefined,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
