// The HTTP client of cli/: sends one request unchanged, on a connection of its own.

import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { NoAnswerError } from './no-answer-error.ts';

/** One header line, in the spelling that goes over the wire. */
export type HeaderLine = readonly [name: string, value: string];

/** A request that is sent unchanged: nothing is normalised, folded, redirected or repeated. */
export interface HttpRequest {
  readonly method: string;
  /** The server; its path and query are sent unless `target` replaces them. */
  readonly url: URL;
  /** The request target, already encoded. */
  readonly target?: string;
  /** `Host` is added unless it is one of them. */
  readonly headers?: readonly HeaderLine[];
  readonly body?: string | Buffer;
  /** Time limit of the whole exchange. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** An answer, with its header lines unchanged. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  /** Decoded as UTF-8, cut off at 4 MB. */
  readonly body: string;
  /** Such as `TLSv1.3`; undefined without TLS. */
  readonly tlsVersion: string | undefined;
}

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * Sends one request on a connection of its own, so that no answer depends on the request before it.
 * @throws {NoAnswerError}
 */
export async function sendRequest(given: HttpRequest): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(given.timeoutMs);
  const signal = given.signal ? AbortSignal.any([timeout, given.signal]) : timeout;
  try {
    return await exchange(given, signal);
  } catch (error) {
    throw new NoAnswerError(given.url, timeout.aborted ? given.timeoutMs : undefined, error);
  }
}

function exchange(given: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, method, body } = given;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const options: RequestOptions = {
    method,
    signal,
    agent: false,
    lookup: localhostLookup,
    hostname: url.hostname,
    port: url.port,
    path: given.target ?? url.pathname + url.search,
    headers: wireHeaders(given),
  };
  return new Promise((resolve, reject) => {
    const request = send(options, (answer) => {
      readAnswer(answer).then(resolve, reject);
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** Node sends a flat list unchanged, even with a name that occurs twice. */
function wireHeaders({ url, headers = [], body }: HttpRequest): string[] {
  const has = (wanted: string) => headers.some(([name]) => name.toLowerCase() === wanted);
  const lines: HeaderLine[] = [...headers];
  if (!has('host')) lines.unshift(['Host', url.host]);
  if (!has('user-agent')) lines.push(['User-Agent', 'wiki-sso-smoke']);
  if (body !== undefined) lines.push(['Content-Length', String(Buffer.byteLength(body))]);
  lines.push(['Connection', 'close']);
  return lines.flat();
}

async function readAnswer(answer: IncomingMessage): Promise<HttpAnswer> {
  const { rawHeaders, statusCode = 0 } = answer;
  // Read at once: Node removes a closed socket from the answer.
  const tlsVersion = (answer.socket as Partial<TLSSocket>).getProtocol?.() ?? undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > BODY_LIMIT_BYTES) break;
  }
  const headers: HeaderLine[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) headers.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
  return {
    status: statusCode,
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
    tlsVersion,
  };
}

/** All values of one header of an answer, in their order. */
export function headerValues({ headers }: HttpAnswer, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([given]) => given.toLowerCase() === wanted).map(([, value]) => value);
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };

/**
 * Finds a host's address as browsers do: names under `.localhost` are this machine (RFC 6761, section 6.3), even if the
 * resolver disagrees; DNS finds all others.
 */
function localhostLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  if (!isLocalhost(hostname)) {
    lookup(hostname, options, callback);
  } else if (options.all) {
    callback(null, [LOOPBACK]);
  } else {
    callback(null, LOOPBACK.address, LOOPBACK.family);
  }
}

function isLocalhost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost');
}
