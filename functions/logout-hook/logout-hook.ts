import { sessionId } from '../shared/cookie/session-id.ts';
import { deletingCookie, setCookieLine } from '../shared/cookie/set-cookie.ts';
import { hookAnswer } from '../shared/hook/hook-answer.ts';
import { type HookHandler, hookEndpoint } from '../shared/hook/hook-endpoint.ts';
import type { HookParts } from '../shared/hook/hook-parts.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import { closeAllSessions, closeSession, closeSessionsBefore } from './close-session.ts';
import { parseLogoutRequest } from './logout-request.ts';

/** Makes the logout hook: by member, this session; by username, all of that user's. */
export function createLogoutHook({ cookie, hookKeys, store }: HookParts): HookHandler {
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
      return { outcome: 'user_revoked', response: answer(true) };
    }
    const removed = await closeSession(use, request.member);
    const outcome = removed ? 'session_closed' : 'session_unknown';
    return { outcome, fields: { sid: sessionId(request.member) }, response: answer(removed) };
  });
}
