/** Signs hooks with the reference library of Standard Webhooks. */

import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { hookEvent } from './lambda-events.ts';

/** A hook secret in the form that the stack generates: 44 letters and digits. */
export const HOOK_SECRET = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh';

/** Differences from a hook that is signed now, with the stack's secret, as JSON. */
export interface Signing {
  readonly id?: string;
  readonly at?: Date;
  readonly secret?: string;
  /** Set over the signed headers, for example another `content-type`; `undefined` removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Signs a body with the reference library, as a site does. */
export function signedHeaders(body: string, signing: Signing = {}): Record<string, string> {
  const { id = randomUUID(), at = new Date(), secret = HOOK_SECRET, headers } = signing;
  const all = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
    ...headers,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The event of a signed hook. */
export function signedHook(
  path: 'login' | 'logout',
  body: unknown,
  signing?: Signing,
): APIGatewayProxyEventV2 {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return hookEvent(path, signedHeaders(text, signing), text);
}
