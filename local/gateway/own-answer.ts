/** The answers that API Gateway gives itself. */

import type { ServerResponse } from 'node:http';

/** The answers that API Gateway gives by itself. 401/403 and 500 bodies are fixed; others say what is wrong. */
const MESSAGES = {
  400: 'Bad Request',
  403: 'Forbidden',
  413: 'Request Too Long',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const;

export type OwnStatus = keyof typeof MESSAGES;

/** Answers for the gateway itself; breaks the connection when the backend's answer has begun already. */
export function answerOurselves(response: ServerResponse, status: OwnStatus, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ message: MESSAGES[status] });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'apigw-requestid': requestId,
    // The rest of an upload that is too large is not waited for.
    ...(status === 413 && { connection: 'close' }),
  });
  response.end(body);
}
