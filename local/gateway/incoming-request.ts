/** Parses a request, and refuses what API Gateway refuses at once. */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { GatewayRequest } from './authorizer-event.ts';
import { headerList, valuesOf } from './header-list.ts';
import { isHeadTooLarge, PAYLOAD_LIMIT_BYTES } from './limits.ts';
import type { OwnStatus } from './own-answer.ts';

/** Parses a request. @returns the request, or the status with which API Gateway refuses it */
export function readIncoming(
  incoming: IncomingMessage,
  requestId: string,
  isServedHost: (host: string) => boolean,
): GatewayRequest | OwnStatus {
  const method = incoming.method ?? '';
  const target = incoming.url ?? '';
  const headers = headerList(incoming.rawHeaders);
  if (isHeadTooLarge(method, target, incoming.httpVersion, headers)) return 431;
  // API Gateway is no forward proxy, so it accepts neither the absolute form nor `*`.
  if (!target.startsWith('/')) return 400;
  const hosts = valuesOf(headers, 'host');
  if (hosts.length !== 1) return 400;
  const host = hostName(hosts[0] ?? '');
  if (!isServedHost(host)) return 403;
  if (Number(incoming.headers['content-length'] ?? 0) > PAYLOAD_LIMIT_BYTES) return 413;
  const question = target.indexOf('?');
  return {
    method,
    rawPath: question < 0 ? target : target.slice(0, question),
    rawQuery: question < 0 ? '' : target.slice(question + 1),
    httpVersion: incoming.httpVersion,
    headers,
    host,
    sourceIp: incoming.socket.remoteAddress ?? '',
    requestId,
    timeEpoch: Date.now(),
  };
}

/** A request id in API Gateway's style: 16 characters with "=" at the end. */
export function newRequestId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/** The host without port and trailing dot, lower case. */
function hostName(header: string): string {
  return header.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}
