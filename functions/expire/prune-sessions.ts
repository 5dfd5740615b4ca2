import { COOKIE_SET, REVOCATION_SET } from '../shared/sessions/store-keys.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import { storeScript } from '../shared/store/store-script.ts';

/** What a run removed and left. */
export interface PruneResult {
  /** Members and revocations removed. */
  readonly removed: number;
  /** Members left in the cookie set. */
  readonly total: number;
  /** Members and revocations that are due and still there, as far as they were counted. */
  readonly remaining: number;
}

/** How far a run goes. */
export interface PruneLimits {
  /** The cookie age, seconds. */
  readonly ageSeconds: number;
  /** Members removed by one script: what a reader may have to wait behind. */
  readonly batch: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** A revocation must outlive every cookie that it voids, whatever the clocks do. */
export const REVOCATION_EXTRA_SECONDS = 86_400;

// The script counts what is due by score and removes as many of the lowest ranks, at one go: between two scripts a
// logout could shift the ranks onto live members, and a bound by score would let equal scores make a batch grow.
const PRUNE_BATCH = storeScript(`
local due = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[1])
local batch = math.min(due, tonumber(ARGV[2]))
if batch > 0 then redis.call('ZREMRANGEBYRANK', KEYS[1], 0, batch - 1) end
return {batch, due - batch, redis.call('ZCARD', KEYS[1])}
`);

/** A batch is not begun when less is left of the time. */
const LAST_BATCH_MS = 1000;

/**
 * Removes the members that are past the cookie age, and the revocations that no cookie can need any more.
 * @throws StoreUnreachable; what was removed stays removed, and the next run goes on
 */
export async function pruneSessions(store: SessionStore, limits: PruneLimits): Promise<PruneResult> {
  const cookies = await pruneSet(store, COOKIE_SET, limits.ageSeconds, limits);
  // No time is left for the revocations either; the next run comes to them.
  if (cookies.remaining > 0) return cookies;
  const revocations = await pruneSet(
    store,
    REVOCATION_SET,
    limits.ageSeconds + REVOCATION_EXTRA_SECONDS,
    limits,
  );
  return {
    removed: cookies.removed + revocations.removed,
    total: cookies.total,
    remaining: cookies.remaining + revocations.remaining,
  };
}

async function pruneSet(
  store: SessionStore,
  set: string,
  ageSeconds: number,
  limits: PruneLimits,
): Promise<PruneResult> {
  let removed = 0;
  for (;;) {
    const attemptDeadline = Math.min(limits.deadline, Date.now() + 2000);
    const args = [String(Date.now() / 1000 - ageSeconds), String(limits.batch)];
    const reply = await store.run(attemptDeadline, (commands) => commands.script(PRUNE_BATCH, [set], args));
    const [batch, remaining, total] = reply as [number, number, number];
    removed += batch;
    if (remaining === 0 || limits.deadline - Date.now() < LAST_BATCH_MS) return { removed, remaining, total };
  }
}
