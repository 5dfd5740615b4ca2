/** The answers that API Gateway gives itself. */

import type { ServerResponse } from 'node:http';

/** The messages of API Gateway's own answers, by status. */
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

/** Sends an answer of the gateway's own; destroys the connection if the wiki's answer has already started. */
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
    // Do not wait for the rest of an upload that is too large.
    ...(status === 413 && { connection: 'close' }),
  });
  response.end(body);
}
