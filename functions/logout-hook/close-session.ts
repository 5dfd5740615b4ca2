import type { Member } from '../shared/cookie/cookie-fingerprint.ts';
import { type HookUse, hookScript, runHookScript } from '../shared/hook/hook-script.ts';
import { COOKIE_SET, REVOCATION_SET } from '../shared/sessions/store-keys.ts';

// Removing comes before remembering the id: a full store refuses to remember, and the logout must happen all the same.
const CLOSE_SESSION = hookScript(`
return answer(tostring(redis.call('ZREM', KEYS[2], ARGV[3])))
`);

/** A member this far ahead of the function's clock was written by a clock that was wrong, or before this one stepped back. */
const AHEAD_SECONDS = 30;

// A revocation covers the newest member that a small step of the clock or a clock seconds ahead put after it. Members further ahead would
// outlive it, and whose they are the set does not tell: they all go, and their owners log in again.
const CLOSE_ALL_SESSIONS = hookScript(`
local at = now
local ahead = string.format('%.17g', now + ${AHEAD_SECONDS})
local newest = redis.call('ZREVRANGEBYSCORE', KEYS[2], ahead, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
if newest and tonumber(newest) > at then at = tonumber(newest) end
redis.call('ZADD', KEYS[3], 'GT', at, ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '(' .. ahead, '+inf')
return answer('1')
`);

// A revocation that is delivered late, or twice, ends nothing newer than it. Members ahead of the clock stay: they may be
// newer logins.
const CLOSE_SESSIONS_BEFORE = hookScript(`
redis.call('ZADD', KEYS[2], 'GT', ARGV[4], ARGV[3])
return answer('1')
`);

/**
 * Ends one session.
 * @returns whether it was there
 * @throws HookReplayed
 * @throws StoreUnreachable
 */
export async function closeSession(use: HookUse, member: Member): Promise<boolean> {
  return (await runHookScript(use, CLOSE_SESSION, [COOKIE_SET], [member])) === '1';
}

/**
 * Ends all sessions that a user has now; a later login counts again.
 * @param username canonical
 * @throws HookReplayed
 * @throws StoreUnreachable
 */
export async function closeAllSessions(use: HookUse, username: string): Promise<void> {
  await runHookScript(use, CLOSE_ALL_SESSIONS, [COOKIE_SET, REVOCATION_SET], [username]);
}

/**
 * Ends the sessions of a user that began at or before a moment; newer ones stay.
 * @param username canonical
 * @param before epoch seconds
 * @throws HookReplayed
 * @throws StoreUnreachable
 */
export async function closeSessionsBefore(use: HookUse, username: string, before: number): Promise<void> {
  await runHookScript(use, CLOSE_SESSIONS_BEFORE, [REVOCATION_SET], [username, String(before)]);
}
