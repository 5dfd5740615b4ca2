import { randomUUID } from 'node:crypto';
import { invokeFunction } from '../aws/invoke-function.ts';
import { OperationError } from '../cli-error.ts';
import type { DeployedWiki, Deployment } from './deployment.ts';

/** Whom the authorizer takes a cookie's bearer for. The assertion itself stays here. */
export type AuthorizerAnswer =
  | {
      readonly isLive: true;
      readonly username: string;
      /** Empty when there is none. */
      readonly email: string;
      /** The session's short name, as in logs: 16 hex digits. */
      readonly sid: string;
      /** Names the key that signed the assertion. */
      readonly kid: string;
    }
  | { readonly isLive: false; readonly reason: string };

const LIMIT_MS = 20_000;

/**
 * Asks the deployed authorizer about a cookie, as API Gateway would for somebody who reads a page.
 * @throws {OperationError} @throws {AwsCallError}
 */
export async function askAuthorizer(
  { aws, authorizerFunction, cookieName }: Deployment,
  { apiId, url }: DeployedWiki,
  cookieValue: string,
): Promise<AuthorizerAnswer> {
  const event = readingEvent(apiId, url.host, `${cookieName}=${cookieValue}`);
  const invocation = { functionName: authorizerFunction, event, timeoutMs: LIMIT_MS };
  const visitor = parseAuthorizerAnswer(await invokeFunction(aws, invocation));
  if (visitor === undefined)
    throw new OperationError(`${authorizerFunction} answered, but not as the authorizer does`);
  return visitor;
}

/** The part of API Gateway's event, payload 2.0, that tells who asks for what. */
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

/** Reads the authorizer's answer. @returns undefined when it is none */
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
