/** What the authorizer answers to API Gateway, and how it writes a name or an address into a header. */
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import type { Identity } from '../shared/identity/identity.ts';
import { percentEncode } from '../shared/identity/percent-encoding.ts';
import type { Reason } from '../shared/runtime/outcome.ts';

/** The four keys that a wiki's header mapping and the access log read. Always all four, always strings. */
export interface AuthorizerContext {
  readonly username: string;
  readonly email: string;
  readonly assertion: string;
  readonly reason: Reason | '';
}

/** A simple response, payload 2.0. API Gateway accepts only a boolean as `isAuthorized`. */
export type AuthorizerResponse = APIGatewaySimpleAuthorizerWithContextResult<AuthorizerContext>;
export type AuthorizerEvent = APIGatewayRequestAuthorizerEventV2;

/** Lets a request pass with its user's identity. */
export function signedIn({ username, email }: Identity, assertion: string): AuthorizerResponse {
  return {
    isAuthorized: true,
    context: { username: headerValue(username), email: headerValue(email), assertion, reason: '' },
  };
}

/** Lets a request pass without an identity. */
export function anonymous(reason: Reason): AuthorizerResponse {
  return withoutIdentity(true, reason);
}

/** Refuses a request: API Gateway answers 403. */
export function refused(reason: Reason): AuthorizerResponse {
  return withoutIdentity(false, reason);
}

function withoutIdentity(isAuthorized: boolean, reason: Reason): AuthorizerResponse {
  return { isAuthorized, context: { username: '', email: '', assertion: '', reason } };
}

const PLAIN = /^[\x20-\x24\x26-\x7e]*$/;
const isPlainByte = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e && byte !== 0x25;

/**
 * Writes a name or an address as a header value: printable ASCII and spaces stay, `%` and everything else become
 * percent-encoded UTF-8, so that no name can split or end a header.
 */
export function headerValue(text: string): string {
  return percentEncode(text, PLAIN, isPlainByte);
}
