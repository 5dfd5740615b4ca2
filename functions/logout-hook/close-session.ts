import { randomBytes } from 'node:crypto';
import type { Member } from '../shared/cookie/cookie-fingerprint.ts';
import { ANSWER_ONCE, answerOf } from '../shared/sessions/hook-id-once.ts';
import type { SessionStore } from '../shared/sessions/session-store.ts';
import { COOKIE_SET, hookIdKey, REVOCATION_SET } from '../shared/sessions/store-keys.ts';
import { storeScript } from '../shared/sessions/store-script.ts';

// Removing comes before remembering the id: a full store refuses to remember, and the logout must happen all the same.
const CLOSE_SESSION = storeScript(`${ANSWER_ONCE}
return answer(tostring(redis.call('ZREM', KEYS[2], ARGV[2])))
`);

/** A member this far ahead of the store's clock was written by another clock, or before this one stepped back. */
const AHEAD_SECONDS = 30;

// A revocation covers the newest member that a small step of the clock put ahead of it. Members further ahead would
// outlive it, and whose they are the set does not tell: they all go, and their owners log in again.
const CLOSE_ALL_SESSIONS = storeScript(`${ANSWER_ONCE}
local now = clock()
local at = now
local ahead = string.format('%.17g', now + ${AHEAD_SECONDS})
local newest = redis.call('ZREVRANGEBYSCORE', KEYS[2], ahead, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
if newest and tonumber(newest) > at then at = tonumber(newest) end
redis.call('ZADD', KEYS[3], 'GT', at, ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '(' .. ahead, '+inf')
return answer('1')
`);

/** One use of a hook's id. */
export interface HookUse {
  readonly store: SessionStore;
  readonly hookId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/**
 * Ends one session.
 * @returns whether it was there
 * @throws HookReplayed
 * @throws StoreUnreachable
 */
export async function closeSession(use: HookUse, member: Member): Promise<boolean> {
  return (await runOnce(use, CLOSE_SESSION, member, [COOKIE_SET])) === '1';
}

/**
 * Ends all sessions that a user has now; a later login counts again.
 * @param username canonical
 * @throws HookReplayed
 * @throws StoreUnreachable
 */
export async function closeAllSessions(use: HookUse, username: string): Promise<void> {
  await runOnce(use, CLOSE_ALL_SESSIONS, username, [COOKIE_SET, REVOCATION_SET]);
}

async function runOnce(
  { store, hookId, deadline }: HookUse,
  script: typeof CLOSE_SESSION,
  subject: string,
  sets: readonly string[],
): Promise<string> {
  const args = [randomBytes(16).toString('hex'), subject];
  const reply = await store.run(deadline, (commands) =>
    commands.script(script, [hookIdKey(hookId), ...sets], args),
  );
  return answerOf(reply);
}
