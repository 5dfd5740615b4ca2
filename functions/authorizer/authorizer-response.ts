import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import type { Identity } from '../shared/cookie/cookie-value.ts';
import type { Reason } from '../shared/runtime/outcome.ts';
import { headerValue } from './header-value.ts';

/** The four keys that a wiki's header mapping and the access log read. Always all four, always strings. */
export interface AuthorizerContext {
  readonly username: string;
  readonly email: string;
  readonly assertion: string;
  readonly reason: Reason | '';
}

/** A simple response, payload 2.0; `isAuthorized` is a boolean, nothing else counts as one. */
export type AuthorizerResponse = APIGatewaySimpleAuthorizerWithContextResult<AuthorizerContext>;
export type AuthorizerEvent = APIGatewayRequestAuthorizerEventV2;

/** Lets a known user in. */
export function signedIn(identity: Identity, assertion: string): AuthorizerResponse {
  const { username, email } = identity;
  return {
    isAuthorized: true,
    context: { username: headerValue(username), email: headerValue(email), assertion, reason: '' },
  };
}

/** Lets a visitor in as nobody. */
export function anonymous(reason: Reason): AuthorizerResponse {
  return nobody(true, reason);
}

/** Turns a request away: API Gateway answers 403. */
export function refused(reason: Reason): AuthorizerResponse {
  return nobody(false, reason);
}

function nobody(isAuthorized: boolean, reason: Reason): AuthorizerResponse {
  return { isAuthorized, context: { username: '', email: '', assertion: '', reason } };
}
