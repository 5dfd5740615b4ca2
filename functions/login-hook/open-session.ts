/** Opens a session with one Lua script. */
import { type HookUse, hookScript, runHookScript } from '../shared/hook/hook-script.ts';
import { COOKIE_SET, type Member, REVOCATION_SET } from '../shared/sessions/store-keys.ts';

/** The session to open. */
export interface NewSession {
  readonly member: Member;
  /** Canonical username. */
  readonly username: string;
  readonly replaces: Member | undefined;
}

// The score is the function's time or, if that is not later, just after the user's revocation. So a login after a "log
// out everywhere" counts even if another function, whose clock is ahead, wrote the revocation. ZADD gets the score as a
// number, because Lua's own conversion to text loses the microseconds. The writes that a full store refuses come first,
// so that it refuses them all.
export const OPEN_SESSION = hookScript(`
local score = now
local revoked = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[4]) or '-inf')
if revoked >= score then score = revoked + 0.000001 end
local text = answer(string.format('%.6f', score))
redis.call('ZADD', KEYS[2], score, ARGV[3])
if ARGV[5] ~= '' then redis.call('ZREM', KEYS[2], ARGV[5]) end
return text
`);

/**
 * Uses up the hook's id, adds the member and removes the one that it replaces: all of it or nothing.
 * @returns the session's score, epoch seconds
 * @throws HookReplayedError
 * @throws StoreUnreachableError
 */
export async function openSession(use: HookUse, session: NewSession): Promise<number> {
  const args = [session.member, session.username, session.replaces ?? ''];
  return Number(await runHookScript(use, OPEN_SESSION, [COOKIE_SET, REVOCATION_SET], args));
}
