// Asks the deployed authorizer for the user of a cookie.

import { randomUUID } from 'node:crypto';
import { invokeFunction } from '../aws/invoke-function.ts';
import { OperationError } from '../cli-error.ts';
import type { DeployedWiki, Deployment } from './deployment.ts';

/** The user of a cookie, as the authorizer sees it. The assertion itself is not part of it. */
export type AuthorizerAnswer =
  | {
      readonly isLive: true;
      readonly username: string;
      /** Empty if the user has none. */
      readonly email: string;
      /** The session's short name, as in logs: 16 hex digits. */
      readonly sid: string;
      /** Names the key that signed the assertion. */
      readonly kid: string;
    }
  | { readonly isLive: false; readonly reason: string };

const LIMIT_MS = 20_000;

/**
 * Asks the deployed authorizer about a cookie, as API Gateway would for a page view.
 * @throws {OperationError} @throws {AwsCallError}
 */
export async function askAuthorizer(
  { aws, authorizerFunction, cookieName }: Deployment,
  { apiId, url }: DeployedWiki,
  cookieValue: string,
): Promise<AuthorizerAnswer> {
  const event = readingEvent(apiId, url.host, `${cookieName}=${cookieValue}`);
  const invocation = { functionName: authorizerFunction, event, timeoutMs: LIMIT_MS };
  const answer = parseAuthorizerAnswer(await invokeFunction(aws, invocation));
  if (answer === undefined)
    throw new OperationError(`${authorizerFunction}: expected the answer of an authorizer, got another one`);
  return answer;
}

/** The part of API Gateway's event, payload 2.0, that the authorizer reads. */
function readingEvent(apiId: string, host: string, cookie: string): object {
  const requestId = `wiki-sso-${randomUUID()}`;
  const http = {
    method: 'GET',
    path: '/',
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    userAgent: 'wiki-sso',
  };
  return {
    version: '2.0',
    type: 'REQUEST',
    routeKey: '$default',
    rawPath: '/',
    rawQueryString: '',
    cookies: [cookie],
    headers: { host },
    requestContext: { apiId, requestId, routeKey: '$default', stage: '$default', http },
  };
}

/** Reads the authorizer's answer. @returns undefined for any other answer */
export function parseAuthorizerAnswer(answer: unknown): AuthorizerAnswer | undefined {
  const { context } = (answer ?? {}) as { context?: Record<string, unknown> };
  const { assertion, reason } = context ?? {};
  if (typeof assertion !== 'string' || typeof reason !== 'string') return undefined;
  if (assertion === '') return reason === '' ? undefined : { isLive: false, reason };
  const [header, claims] = assertion.split('.').slice(0, 2).map(decode);
  const { kid } = header ?? {};
  const { sub, sid, email = '' } = claims ?? {};
  const texts = [kid, sub, sid, email];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  return { isLive: true, username: String(sub), email: String(email), sid: String(sid), kid: String(kid) };
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
