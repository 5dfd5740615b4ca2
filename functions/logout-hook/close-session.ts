/** Ends sessions with one Lua script each: one session, all of a user, or those that started before a moment. */
import { type HookUse, hookScript, runHookScript } from '../shared/hook/hook-script.ts';
import { COOKIE_SET, type Member, REVOCATION_SET } from '../shared/sessions/store-keys.ts';

// Removes the member before it stores the id: a full store refuses to store, and the logout must happen all the same.
const CLOSE_SESSION = hookScript(`
return answer(tostring(redis.call('ZREM', KEYS[2], ARGV[3])))
`);

/** A member further ahead of the function's clock comes from a wrong clock, or from before this clock stepped back. */
const AHEAD_SECONDS = 30;

// A revocation is no earlier than the newest member that a small step of the clock, or a clock a few seconds ahead, put
// after it. Members further ahead would outlive it. The set does not show whose they are, so the script removes them all,
// and their users log in again.
const CLOSE_ALL_SESSIONS = hookScript(`
local at = now
local ahead = string.format('%.17g', now + ${AHEAD_SECONDS})
local newest = redis.call('ZREVRANGEBYSCORE', KEYS[2], ahead, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
if newest and tonumber(newest) > at then at = tonumber(newest) end
redis.call('ZADD', KEYS[3], 'GT', at, ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '(' .. ahead, '+inf')
return answer('1')
`);

// A revocation that arrives late, or twice, ends nothing newer than its own time. Members ahead of the clock stay, since
// they may be newer logins.
const CLOSE_SESSIONS_BEFORE = hookScript(`
redis.call('ZADD', KEYS[2], 'GT', ARGV[4], ARGV[3])
return answer('1')
`);

/**
 * Ends one session.
 * @returns whether the session existed
 * @throws HookReplayedError
 * @throws StoreUnreachableError
 */
export async function closeSession(use: HookUse, member: Member): Promise<boolean> {
  return (await runHookScript(use, CLOSE_SESSION, [COOKIE_SET], [member])) === '1';
}

/**
 * Ends all sessions that a user has now; a later login opens a new one.
 * @param username canonical
 * @throws HookReplayedError
 * @throws StoreUnreachableError
 */
export async function closeAllSessions(use: HookUse, username: string): Promise<void> {
  await runHookScript(use, CLOSE_ALL_SESSIONS, [COOKIE_SET, REVOCATION_SET], [username]);
}

/**
 * Ends the sessions of a user that started at or before a moment; newer ones stay.
 * @param username canonical
 * @param before epoch seconds
 * @throws HookReplayedError
 * @throws StoreUnreachableError
 */
export async function closeSessionsBefore(use: HookUse, username: string, before: number): Promise<void> {
  await runHookScript(use, CLOSE_SESSIONS_BEFORE, [REVOCATION_SET], [username, String(before)]);
}
