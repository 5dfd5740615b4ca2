/** The events and the context with which Lambda invokes functions. */

import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2, Context } from 'aws-lambda';

/** A Lambda context with plenty of time. */
export function lambdaContext(remainingMs = 60_000): Context {
  return { awsRequestId: 'test-request', getRemainingTimeInMillis: () => remainingMs } as Context;
}

/** API Gateway's event for a hook. */
export function hookEvent(
  path: 'login' | 'logout',
  headers: Record<string, string>,
  body: string | undefined,
  isBase64Encoded = false,
): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: `POST /hooks/${path}`,
    rawPath: `/hooks/${path}`,
    rawQueryString: '',
    headers,
    requestContext: { apiId: 'hooks', requestId: 'gateway-request', http: { method: 'POST' } },
    body,
    isBase64Encoded,
  } as unknown as APIGatewayProxyEventV2;
}

/** The parts of a page view that a test can set. */
export interface PageView {
  readonly apiId?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly cookies?: string[];
}

/** API Gateway's event for the authorizer. */
export function authorizerEvent(view: PageView = {}): APIGatewayRequestAuthorizerEventV2 {
  const { apiId = 'wiki-api', method = 'GET', headers = {}, cookies } = view;
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/$default/$default`,
    identitySource: [],
    routeKey: '$default',
    rawPath: '/Home',
    rawQueryString: '',
    ...(cookies && { cookies }),
    headers: { host: 'wiki.example.com', 'user-agent': 'test', ...headers },
    requestContext: {
      apiId,
      requestId: 'gateway-request',
      stage: '$default',
      http: { method, path: '/Home', protocol: 'HTTP/1.1', sourceIp: '203.0.113.9', userAgent: 'test' },
    },
  } as unknown as APIGatewayRequestAuthorizerEventV2;
}
