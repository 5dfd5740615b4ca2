/** The login hook: reads a login, opens its session and answers with the cookie. */
import { loginCookie, setCookieLine } from '../shared/cookie/cookie-header.ts';
import { mintCookieValue } from '../shared/cookie/cookie-value.ts';
import { bodyObject, emailField, has, memberField, usernameField } from '../shared/hook/body-fields.ts';
import type { HookDependencies } from '../shared/hook/hook-dependencies.ts';
import { type HookHandler, hookAnswer, hookEndpoint } from '../shared/hook/hook-endpoint.ts';
import type { Identity } from '../shared/identity/identity.ts';
import { InvalidBodyError } from '../shared/runtime/errors.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import type { SessionRules } from '../shared/sessions/session-rules.ts';
import { type Member, memberOf, sessionId } from '../shared/sessions/store-keys.ts';
import { openSession } from './open-session.ts';

/** Makes the login hook. It answers with a cookie only after the store has its member. */
export function createLoginHook({ cookie, hookKeys, store }: HookDependencies): HookHandler {
  return hookEndpoint(FunctionName.loginHook, hookKeys, async ({ body, hookId, deadline }) => {
    const { identity, replaces, persistent, expiresIn } = parseLoginRequest(body, cookie);
    const exp = expiresIn === undefined ? undefined : Math.floor(Date.now() / 1000) + expiresIn;
    const value = mintCookieValue(cookie.name, identity, { exp });
    const member = memberOf(value);
    const score = await openSession(
      { store, hookId, deadline },
      { member, username: identity.username, replaces },
    );
    const description = loginCookie(cookie, value, { persistent, expiresIn });
    const line = setCookieLine(description);
    const end = Math.min(score + cookie.cookieAgeSeconds, exp ?? Number.POSITIVE_INFINITY);
    const answer = {
      cookie: description,
      set_cookie: line,
      member,
      issued_at: score,
      expires_at: new Date(Math.floor(end * 1000)).toISOString(),
    };
    return {
      outcome: 'session_opened',
      fields: { sid: sessionId(member), replaced: replaces !== undefined },
      result: hookAnswer(line, answer),
    };
  });
}

/** The body of a login. */
export interface LoginRequest {
  readonly identity: Identity;
  /** The member of the session that this login replaces. */
  readonly replaces: Member | undefined;
  /** False for a cookie that ends with the browser. */
  readonly persistent: boolean;
  /** Seconds after which the cookie dies, if the site sets its own limit. */
  readonly expiresIn: number | undefined;
}

/**
 * Reads the body of a login. It ignores unknown fields.
 * @param rules whose cookie age is the longest life that a site can ask for
 * @throws InvalidBodyError that names the field and what is wrong with it
 */
export function parseLoginRequest(body: unknown, rules: SessionRules): LoginRequest {
  const fields = bodyObject(body);
  return {
    identity: { username: usernameField(fields), email: emailField(fields) },
    replaces: has(fields, 'replaces') ? memberField(fields, 'replaces') : undefined,
    persistent: has(fields, 'persistent') ? booleanOf(fields.persistent) : true,
    expiresIn: has(fields, 'expires_in') ? secondsOf(fields.expires_in, rules.cookieAgeSeconds) : undefined,
  };
}

function booleanOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new InvalidBodyError('"persistent" must be true or false.');
  return value;
}

function secondsOf(value: unknown, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > max)
    throw new InvalidBodyError(`"expires_in" must be a whole number of seconds from 1 to ${max}.`);
  return value;
}
