import type { KeyObject } from 'node:crypto';
import type { HttpAnswer } from '../../smoke/http/http-request.ts';
import { oneLine } from '../../smoke/one-line.ts';
import { Site } from '../../smoke/site.ts';
import type { Deployment } from './deployment.ts';

const REQUEST_LIMIT_MS = 15_000;

/** Calls the deployment's hooks as its site does. */
export function siteOf({ hooksUrl }: Deployment, hookKey: KeyObject, username = ''): Site {
  return new Site({ hooksUrl, hookKey, username, email: '', requestTimeoutMs: REQUEST_LIMIT_MS });
}

/** A hook's answer in a line: `401 invalid_signature: …`. */
export function hookAnswer({ status, body }: HttpAnswer): string {
  try {
    const { error } = JSON.parse(body) as { error: { code: string; message: string } };
    return oneLine(`${status} ${error.code}: ${error.message}`);
  } catch {
    return String(status);
  }
}
