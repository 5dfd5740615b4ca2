/** The logout hook: reads a logout, ends one session or all of a user's, and answers with the deleting cookie. */
import { deletingCookie, setCookieLine } from '../shared/cookie/cookie-header.ts';
import { bodyObject, has, memberField, usernameField } from '../shared/hook/body-fields.ts';
import type { HookDependencies } from '../shared/hook/hook-dependencies.ts';
import { type HookHandler, hookAnswer, hookEndpoint } from '../shared/hook/hook-endpoint.ts';
import { InvalidBodyError } from '../shared/runtime/errors.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import { type Member, sessionId } from '../shared/sessions/store-keys.ts';
import { closeAllSessions, closeSession, closeSessionsBefore } from './close-session.ts';

/** Makes the logout hook: a member ends that session, a username ends all sessions of the user. */
export function createLogoutHook({ cookie, hookKeys, store }: HookDependencies): HookHandler {
  const description = deletingCookie(cookie);
  const line = setCookieLine(description);
  const answer = (removed: boolean) => hookAnswer(line, { cookie: description, set_cookie: line, removed });

  return hookEndpoint(FunctionName.logoutHook, hookKeys, async ({ body, hookId, deadline }) => {
    const request = parseLogoutRequest(body, Date.now() / 1000);
    const use = { store, hookId, deadline };
    if ('username' in request) {
      const { username, before } = request;
      await (before === undefined
        ? closeAllSessions(use, username)
        : closeSessionsBefore(use, username, before));
      return { outcome: 'user_revoked', result: answer(true) };
    }
    const removed = await closeSession(use, request.member);
    const outcome = removed ? 'session_closed' : 'session_unknown';
    return { outcome, fields: { sid: sessionId(request.member) }, result: answer(removed) };
  });
}

/** A site's clock may be this far ahead of the bridge's, seconds. */
export const MAX_BEFORE_AHEAD_SECONDS = 300;

/**
 * The body of a logout: one session, or all sessions of a user. With `before` (epoch seconds) only those that started no
 * later.
 */
export type LogoutRequest =
  | { readonly member: Member }
  | { readonly username: string; readonly before: number | undefined };

/**
 * Reads the body of a logout. It ignores unknown fields, but refuses `email`: the signature does not cover the path, and
 * a login body that arrives here must not log anyone out.
 * @param nowSeconds epoch seconds
 * @throws InvalidBodyError that names the field and what is wrong with it
 */
export function parseLogoutRequest(body: unknown, nowSeconds: number): LogoutRequest {
  const fields = bodyObject(body);
  if (has(fields, 'email'))
    throw new InvalidBodyError('"email" belongs to a login; a logout takes "member" or "username".');
  if (has(fields, 'member') === has(fields, 'username')) {
    throw new InvalidBodyError('A logout takes exactly one of "member" and "username".');
  }
  if (has(fields, 'username')) {
    const before = has(fields, 'before') ? beforeOf(fields.before, nowSeconds) : undefined;
    return { username: usernameField(fields), before };
  }
  if (has(fields, 'before')) throw new InvalidBodyError('"before" goes with "username", not with "member".');
  return { member: memberField(fields, 'member') };
}

function beforeOf(value: unknown, nowSeconds: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= nowSeconds + MAX_BEFORE_AHEAD_SECONDS)) {
    throw new InvalidBodyError(
      `"before" must be epoch seconds, from 0 to ${MAX_BEFORE_AHEAD_SECONDS} s ahead of the bridge's clock.`,
    );
  }
  return value;
}
