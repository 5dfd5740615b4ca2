import { cookieValues } from '../shared/cookie/cookie-header.ts';
import { type BridgeError, SecretUnavailableError, StoreUnreachableError } from '../shared/runtime/errors.ts';
import type { Reason } from '../shared/runtime/outcome.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import {
  type AuthorizerEvent,
  type AuthorizerResponse,
  anonymous,
  refused,
  signedIn,
} from './authorizer-response.ts';
import { findSession, type Session } from './find-session.ts';
import { bringsIdentityHeader } from './forged-header.ts';
import type { Access } from './wiki-policy.ts';

/** What a decision stands on. */
export interface AccessRules {
  readonly access: Access;
  readonly cookieName: string;
  /** Seconds. */
  readonly cookieAgeSeconds: number;
  readonly store: SessionStore;
  /** Signs the assertion for a session. */
  readonly assert: (session: Session) => Promise<string>;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Told of a fault that the decision could get around. */
  readonly onFault: (fault: BridgeError) => void;
}

/** Methods that change nothing (RFC 9110, section 9.2.1) and that a browser sends. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Decides who may pass, and as whom. Refusing is the default: every way that lets a request on is spelled out.
 * @throws StoreUnreachable, SecretUnavailable when a cookie cannot be checked and going on as nobody could do harm
 */
export async function decideAccess(event: AuthorizerEvent, rules: AccessRules): Promise<AuthorizerResponse> {
  if (bringsIdentityHeader(event.headers ?? {})) return refused('forged-header');
  const values = cookieValues(cookiePairs(event), rules.cookieName);
  if (values.length === 0) return rules.access === 'public' ? anonymous('no-cookie') : refused('no-cookie');

  const safe = rules.access === 'public' && SAFE_METHODS.has(event.requestContext.http.method);
  // Someone who believes they are logged in must not edit as nobody.
  const asNobody = (reason: Reason) => (safe ? anonymous(reason) : refused(reason));
  try {
    const search = { ageSeconds: rules.cookieAgeSeconds, deadline: rules.deadline };
    const finding = await findSession(rules.store, values, search);
    return typeof finding === 'string'
      ? asNobody(finding)
      : signedIn(finding.identity, await rules.assert(finding));
  } catch (error) {
    if (safe && (error instanceof StoreUnreachableError || error instanceof SecretUnavailableError)) {
      rules.onFault(error);
      return anonymous('store-unreachable');
    }
    throw error;
  }
}

/** API Gateway splits the Cookie header into `cookies`; the header itself is read only where that is not done. */
function cookiePairs(event: AuthorizerEvent): readonly string[] {
  if (event.cookies !== undefined && event.cookies !== null && event.cookies.length > 0) return event.cookies;
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    if (name.toLowerCase() === 'cookie' && value !== undefined) return [value];
  }
  return [];
}
