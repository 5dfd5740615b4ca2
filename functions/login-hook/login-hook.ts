import { memberOf } from '../shared/cookie/cookie-fingerprint.ts';
import { sessionId } from '../shared/cookie/session-id.ts';
import { loginCookie, setCookieLine } from '../shared/cookie/set-cookie.ts';
import { hookAnswer } from '../shared/hook/hook-answer.ts';
import { type HookHandler, hookEndpoint } from '../shared/hook/hook-endpoint.ts';
import type { HookParts } from '../shared/hook/hook-parts.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import { parseLoginRequest } from './login-request.ts';
import { mintCookieValue } from './mint-cookie.ts';
import { openSession } from './open-session.ts';

/** Makes the login hook: a fresh cookie whose member is in the store, or no cookie at all. */
export function createLoginHook({ cookie, hookKeys, store }: HookParts): HookHandler {
  return hookEndpoint(FunctionName.loginHook, hookKeys, async ({ body, hookId, deadline }) => {
    const { identity, replaces, persistent, expiresIn } = parseLoginRequest(body, cookie.ageSeconds);
    const exp = expiresIn === undefined ? undefined : Math.floor(Date.now() / 1000) + expiresIn;
    const value = mintCookieValue(cookie.name, identity, { exp });
    const member = memberOf(value);
    const score = await openSession(
      { store, hookId, deadline },
      { member, username: identity.username, replaces },
    );
    const description = loginCookie(cookie, value, { persistent, expiresIn });
    const line = setCookieLine(description);
    const end = Math.min(score + cookie.ageSeconds, exp ?? Number.POSITIVE_INFINITY);
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
      response: hookAnswer(line, answer),
    };
  });
}
