import type { Member } from '../shared/cookie/cookie-fingerprint.ts';
import { type HookUse, hookScript, runHookScript } from '../shared/hook/hook-script.ts';
import { COOKIE_SET, REVOCATION_SET } from '../shared/sessions/store-keys.ts';

/** A session about to be written. */
export interface NewSession {
  readonly member: Member;
  /** Canonical username. */
  readonly username: string;
  readonly replaces: Member | undefined;
}

// The score is the function's time, or just after the user's revocation: a login that follows a "log out everywhere"
// counts even when another function's clock, ahead of this one's, wrote the revocation. Numbers go to ZADD as numbers: Lua's own conversion
// to text would lose the microseconds. The writes that a full store refuses come first, so it refuses the whole.
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
 * Uses up the hook's id, adds the member and drops the one it replaces, all or nothing.
 * @returns the session's score, epoch seconds
 * @throws HookReplayed
 * @throws StoreUnreachable
 */
export async function openSession(use: HookUse, session: NewSession): Promise<number> {
  const args = [session.member, session.username, session.replaces ?? ''];
  return Number(await runHookScript(use, OPEN_SESSION, [COOKIE_SET, REVOCATION_SET], args));
}
