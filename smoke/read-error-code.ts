import type { HttpAnswer } from './http/http-request.ts';

/** The code in a hook's error answer, or the empty string when it is no such answer. */
export function readErrorCode({ body }: HttpAnswer): string {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } };
    return typeof error?.code === 'string' && typeof error.message === 'string' ? error.code : '';
  } catch {
    return '';
  }
}
