/** Sends a request to the wiki and its answer back, with API Gateway's limits. */

import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type HeaderList, headerList, valuesOf } from './header-list.ts';
import { PAYLOAD_LIMIT_BYTES } from './limits.ts';
import type { OwnStatus } from './own-answer.ts';

/** The wiki did not answer, or not as API Gateway requires; the client gets `status`. */
export class ForwardError extends Error {
  override name = 'ForwardError';
  readonly status: OwnStatus;

  constructor(status: OwnStatus, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Backend {
  /** The base URL; its path precedes the request's path. */
  origin: URL;
  method: string;
  /** Path and query, unchanged. */
  target: string;
  headers: HeaderList;
  timeoutMs: number;
  requestId: string;
}

/** Streams the request to the wiki and the answer back. @throws {ForwardError} */
export async function forward(from: IncomingMessage, to: ServerResponse, backend: Backend): Promise<void> {
  const send = backend.origin.protocol === 'https:' ? httpsRequest : httpRequest;
  const outgoing = send({
    host: backend.origin.hostname,
    port: backend.origin.port,
    method: backend.method,
    path: backend.origin.pathname.replace(/\/$/, '') + backend.target,
    headers: backend.headers.flat(),
    // The wiki may close a reused connection at the same moment, and a POST cannot be sent again.
    agent: false,
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    outgoing.destroy(new Error('integration timeout'));
  }, backend.timeoutMs);
  to.once('close', () => outgoing.destroy());
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  // A pipeline would also destroy `from`, and with it the connection for the answer.
  const upload = byteLimit('request').on('error', (error) => outgoing.destroy(error));
  from.pipe(upload).pipe(outgoing);
  try {
    const answer = await answered;
    checkAnnouncedSize(answer);
    to.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      answerHeaders(answer, backend.requestId).flat(),
    );
    await pipeline(answer, byteLimit('answer'), to);
  } catch (error) {
    outgoing.destroy();
    throw late ? new ForwardError(504, 'the integration took too long') : asForwardError(error as Error);
  } finally {
    clearTimeout(timer);
  }
}

/** Checks the announced size of an answer before anything is sent to the client. */
function checkAnnouncedSize(answer: IncomingMessage): void {
  if (Number(answer.headers['content-length'] ?? 0) > PAYLOAD_LIMIT_BYTES) {
    throw new ForwardError(500, 'the answer is larger than 10 MB');
  }
}

function byteLimit(of: 'request' | 'answer'): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes <= PAYLOAD_LIMIT_BYTES) return done(null, chunk);
      done(new ForwardError(of === 'request' ? 413 : 500, `the ${of} is larger than 10 MB`));
    },
  });
}

function answerHeaders(answer: IncomingMessage, requestId: string): HeaderList {
  const headers = withoutHopByHop(headerList(answer.rawHeaders));
  return [...headers, ['Apigw-Requestid', requestId]];
}

const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Removes headers that concern only one connection: well-known ones, and those that `Connection` lists. */
export function withoutHopByHop(headers: HeaderList): HeaderList {
  const named = valuesOf(headers, 'connection').flatMap((value) =>
    value.split(',').map((name) => name.trim()),
  );
  const dropped = new Set([...HOP_BY_HOP, ...named.map((name) => name.toLowerCase())]);
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()));
}

function asForwardError(error: Error): ForwardError {
  if (error instanceof ForwardError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].includes(
    code ?? '',
  );
  return new ForwardError(unreachable ? 503 : 502, `${code ?? ''} ${error.message}`);
}
