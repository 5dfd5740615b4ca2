/** The event of a Lambda authorizer, payload format 2.0, from a request. */

import type { DeployedApi } from './deployed-api.ts';
import { decodeBytes, type HeaderList, valuesOf } from './header-list.ts';

/** A request as the gateway received it. */
export interface GatewayRequest {
  method: string;
  /** The path of the request target, one character for each byte. */
  rawPath: string;
  /** Without the question mark. */
  rawQuery: string;
  httpVersion: string;
  headers: HeaderList;
  /** The host without the port, lower case. */
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
    // The authorizer has none. The documentation does not say whether the key is then missing, null or an empty list.
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
 * The path as Lambda functions see it, decoded. For bytes that do not decode the behaviour is undocumented; here they
 * stay unchanged, so that no path bypasses the authorizer.
 */
function decodedPath(rawPath: string): string {
  try {
    return decodeURIComponent(decodeBytes(rawPath));
  } catch {
    return decodeBytes(rawPath);
  }
}

/**
 * The documentation's sample shows cookies separately from the headers, and does not say whether `headers.cookie` exists
 * too; the gateway assumes that it does not. It splits a cookie header only at "; ", which is the stricter reading.
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
