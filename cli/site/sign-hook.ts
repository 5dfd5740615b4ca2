// Signs hooks as a site does.

import { createHmac, type KeyObject, randomUUID } from 'node:crypto';
import type { HeaderLine } from '../http/http-request.ts';

/** Differences from a fresh, properly signed hook. */
export interface Signing {
  readonly id?: string;
  readonly at?: Date;
  readonly key?: KeyObject | Buffer;
}

/**
 * Signs a hook as a site does (Standard Webhooks 1.0.0, "Signature scheme"). The tests compare this single HMAC
 * with the library for that standard.
 */
export function signedHeaders(body: string, key: KeyObject | Buffer, signing: Signing = {}): HeaderLine[] {
  const { id = randomUUID(), at = new Date() } = signing;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', signing.key ?? key)
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return [
    ['webhook-id', id],
    ['webhook-timestamp', timestamp],
    ['webhook-signature', `v1,${signature}`],
  ];
}
