/** Decides whether a request may pass to the wiki, and with which identity. */
import { cookieValues } from '../shared/cookie/cookie-header.ts';
import { hasIdentityHeader } from '../shared/identity/identity-headers.ts';
import { type BridgeError, SecretUnavailableError, StoreUnreachableError } from '../shared/runtime/errors.ts';
import type { Reason } from '../shared/runtime/outcome.ts';
import type { SessionRules } from '../shared/sessions/session-rules.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import {
  type AuthorizerEvent,
  type AuthorizerResponse,
  anonymous,
  refused,
  signedIn,
} from './authorizer-response.ts';
import { findSession, type Session } from './find-session.ts';
import type { Access } from './wiki-policy.ts';

/** Dependencies of a decision. */
export interface DecisionDependencies {
  readonly access: Access;
  readonly cookieName: string;
  readonly rules: SessionRules;
  readonly store: SessionStore;
  /** Signs the assertion for a session. */
  readonly assert: (session: Session) => Promise<string>;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Receives a fault in spite of which the request passes as anonymous. */
  readonly onFault: (fault: BridgeError) => void;
}

/** Methods that change nothing (RFC 9110, section 9.2.1) and that a browser sends. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Decides about one request. Refusing is the default: the code spells out each way to let a request pass.
 * @throws StoreUnreachableError, SecretUnavailableError if the cookie cannot be checked and the request could do harm as
 *   anonymous
 */
export async function decideAccess(
  event: AuthorizerEvent,
  { access, cookieName, rules, store, assert, deadline, onFault }: DecisionDependencies,
): Promise<AuthorizerResponse> {
  if (hasIdentityHeader(event.headers ?? {})) return refused('forged-header');
  const values = cookieValues(cookiePairs(event), cookieName);
  if (values.length === 0) return access === 'public' ? anonymous('no-cookie') : refused('no-cookie');

  // A visitor with a cookie believes to be logged in: the wiki must not save that visitor's edit as anonymous.
  const safe = access === 'public' && SAFE_METHODS.has(event.requestContext.http.method);
  const withoutSession = (reason: Reason) => (safe ? anonymous(reason) : refused(reason));
  try {
    const session = await findSession(store, values, rules, deadline);
    if (typeof session === 'string') return withoutSession(session);
    return signedIn(session.identity, await assert(session));
  } catch (error) {
    if (safe && (error instanceof StoreUnreachableError || error instanceof SecretUnavailableError)) {
      onFault(error);
      return anonymous(error instanceof StoreUnreachableError ? 'store-unreachable' : 'secret-unavailable');
    }
    throw error;
  }
}

/** API Gateway splits the Cookie header into `cookies`. Without them this reads the header itself. */
function cookiePairs(event: AuthorizerEvent): readonly string[] {
  if (event.cookies !== undefined && event.cookies !== null && event.cookies.length > 0) return event.cookies;
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    if (name.toLowerCase() === 'cookie' && value !== undefined) return [value];
  }
  return [];
}
