/** The event of a Lambda authorizer, payload format 2.0, from a request. */

import type { DeployedApi } from './deployed-api.ts';
import { decodeBytes, type HeaderList, valuesOf } from './header-list.ts';

/** The request as it reached the gateway. */
export interface GatewayRequest {
  method: string;
  /** The request target's path, byte for byte (one character a byte). */
  rawPath: string;
  /** Without the question mark. */
  rawQuery: string;
  httpVersion: string;
  headers: HeaderList;
  /** Host without the port, lower case. */
  host: string;
  sourceIp: string;
  requestId: string;
  timeEpoch: number;
}

/**
 * The event of a Lambda authorizer, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function authorizerEvent(api: DeployedApi, request: GatewayRequest) {
  const path = decodedPath(request.rawPath);
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/$default/${request.method}${path}`,
    // The authorizer has none. Whether the key is then missing, null or an empty list is documented nowhere.
    identitySource: null,
    routeKey: '$default',
    rawPath: path,
    rawQueryString: request.rawQuery,
    ...cookies(request.headers),
    headers: joinedHeaders(request.headers),
    ...queryParameters(request.rawQuery),
    requestContext: requestContext(api, request, path),
  };
}

function requestContext(api: DeployedApi, request: GatewayRequest, path: string) {
  return {
    accountId: api.accountId,
    apiId: api.apiId,
    domainName: request.host,
    domainPrefix: request.host.split('.')[0],
    http: {
      method: request.method,
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.sourceIp,
      userAgent: decodeBytes(valuesOf(request.headers, 'user-agent').join(',')),
    },
    requestId: request.requestId,
    routeKey: '$default',
    stage: '$default',
    time: commonLogTime(new Date(request.timeEpoch)),
    timeEpoch: request.timeEpoch,
  };
}

/**
 * Lambdas see the path decoded. Bytes that do not decode are undocumented: they stay as they came, so that no
 * path keeps the authorizer from being asked.
 */
function decodedPath(rawPath: string): string {
  try {
    return decodeURIComponent(decodeBytes(rawPath));
  } catch {
    return decodeBytes(rawPath);
  }
}

/**
 * The documentation's sample shows cookies apart from the headers. Whether they stand in `headers.cookie` as
 * well is open: assumed here is that they do not. A cookie header with a separator other than "; " is not taken
 * apart, which is the less favourable reading.
 */
function cookies(headers: HeaderList): { cookies?: string[] } {
  const pairs = valuesOf(headers, 'cookie').flatMap((line) => decodeBytes(line).split('; '));
  return pairs.length > 0 ? { cookies: pairs } : {};
}

function joinedHeaders(headers: HeaderList): Record<string, string> {
  const joined: Record<string, string> = Object.create(null);
  for (const [rawName, rawValue] of headers) {
    const name = rawName.toLowerCase();
    if (name === 'cookie') continue;
    const value = decodeBytes(rawValue);
    joined[name] = name in joined ? `${joined[name]},${value}` : value;
  }
  return joined;
}

function queryParameters(rawQuery: string): { queryStringParameters?: Record<string, string> } {
  if (rawQuery === '') return {};
  const joined: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    joined[name] = name in joined ? `${joined[name]},${value}` : value;
  }
  return { queryStringParameters: joined };
}

/** Such as `12/Mar/2026:19:03:58 +0000`. */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
