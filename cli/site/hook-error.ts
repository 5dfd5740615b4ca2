// Reads the error that a hook answers with.

import type { HttpAnswer } from '../http/http-request.ts';
import { oneLine } from '../terminal/safe-text.ts';

/** The code in a hook's error answer, or the empty string if the answer has none. */
export function readErrorCode(answer: HttpAnswer): string {
  return readError(answer)?.code ?? '';
}

/** A hook's status and error code: `401 invalid_signature`; the status alone if there is no code. */
export function describeStatus(answer: HttpAnswer): string {
  return `${answer.status} ${readErrorCode(answer)}`.trimEnd();
}

/** A hook's answer in one line: `401 invalid_signature: …`. */
export function describeHookAnswer(answer: HttpAnswer): string {
  const error = readError(answer);
  return error === undefined
    ? String(answer.status)
    : oneLine(`${answer.status} ${error.code}: ${error.message}`);
}

function readError({ body }: HttpAnswer): { code: string; message: string } | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } };
    const { code, message } = error ?? {};
    return typeof code === 'string' && typeof message === 'string' ? { code, message } : undefined;
  } catch {
    return undefined;
  }
}
