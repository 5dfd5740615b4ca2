import { type Signing, signedHeaders as sign } from '../../../harness/signed-hook.ts';
import { endpoints } from './system-under-test.ts';

/** Calls a hook as a site does. The body may be text, to send what is no JSON. */
export function callHook(name: 'login' | 'logout', body: unknown, signing: Signing = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return sendHook(name, text, signedHeaders(text, signing));
}

/** Sends these very headers, signed for whatever they were signed for. */
export async function sendHook(name: string, text: string, headers: Record<string, string>) {
  const response = await fetch(`${endpoints.hooksUrl}/${name}`, { method: 'POST', headers, body: text });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, body: parse(answer) };
}

/** Signs with the secret of the running system unless `signing` has another one. */
export function signedHeaders(text: string, signing: Signing = {}): Record<string, string> {
  return sign(text, { secret: endpoints.hookSecret, ...signing });
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at any part of an answer
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
