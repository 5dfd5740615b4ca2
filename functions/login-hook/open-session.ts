import { randomBytes } from 'node:crypto';
import type { Member } from '../shared/cookie/cookie-fingerprint.ts';
import { ANSWER_ONCE, answerOf } from '../shared/sessions/hook-id-once.ts';
import type { SessionStore } from '../shared/sessions/session-store.ts';
import { COOKIE_SET, hookIdKey, REVOCATION_SET } from '../shared/sessions/store-keys.ts';
import { storeScript } from '../shared/sessions/store-script.ts';

/** A session about to be written. */
export interface NewSession {
  readonly hookId: string;
  readonly member: Member;
  /** Canonical username. */
  readonly username: string;
  readonly replaces: Member | undefined;
}

// The score is the store's own time, or just after the user's revocation: a login that follows a "log out everywhere"
// counts even when the store's clock has stepped back in between. Numbers go to ZADD as numbers: Lua's own conversion
// to text would lose the microseconds. The writes that a full store refuses come first, so it refuses the whole.
export const OPEN_SESSION = storeScript(`${ANSWER_ONCE}
local score = clock()
local revoked = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[3]) or '-inf')
if revoked >= score then score = revoked + 0.000001 end
local text = answer(string.format('%.6f', score))
redis.call('ZADD', KEYS[2], score, ARGV[2])
if ARGV[4] ~= '' then redis.call('ZREM', KEYS[2], ARGV[4]) end
return text
`);

/**
 * Uses up the hook's id, adds the member and drops the one it replaces, all or nothing.
 * @param deadline epoch milliseconds
 * @returns the session's score, epoch seconds
 * @throws HookReplayed
 * @throws StoreUnreachable
 */
export async function openSession(
  store: SessionStore,
  session: NewSession,
  deadline: number,
): Promise<number> {
  const keys = [hookIdKey(session.hookId), COOKIE_SET, REVOCATION_SET];
  const args = [randomBytes(16).toString('hex'), session.member, session.username, session.replaces ?? ''];
  const reply = await store.run(deadline, (commands) => commands.script(OPEN_SESSION, keys, args));
  return Number(answerOf(reply));
}
