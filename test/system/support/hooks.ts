import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { endpoints } from './system-under-test.ts';

/** How a hook departs from an honestly signed one. */
export interface HookOptions {
  id?: string;
  at?: Date;
  secret?: string;
  /** Put over the signed headers; `undefined` removes one. */
  headers?: Record<string, string | undefined>;
}

/** Calls a hook as a site does. The body may be text, to send what is no JSON. */
export function callHook(name: 'login' | 'logout', body: unknown, options: HookOptions = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return sendHook(name, text, signedHeaders(text, options));
}

/** Sends these very headers, signed for whatever they were signed for. */
export async function sendHook(name: string, text: string, headers: Record<string, string>) {
  const response = await fetch(`${endpoints.hooksUrl}/${name}`, { method: 'POST', headers, body: text });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, body: parse(answer) };
}

export function signedHeaders(text: string, options: HookOptions = {}): Record<string, string> {
  const { id = randomUUID(), at = new Date(), secret = endpoints.hookSecret, headers } = options;
  const all = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, text),
    ...headers,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at any part of an answer
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
