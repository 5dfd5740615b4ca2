/** Removes members past the cookie age, and revocations that no cookie needs any more. */
import { REVOCATION_EXTRA_SECONDS, type SessionRules } from '../shared/sessions/session-rules.ts';
import { COOKIE_SET, REVOCATION_SET } from '../shared/sessions/store-keys.ts';
import { type SessionStore, storeScript } from '../shared/store/session-store.ts';

/** What a run removed and left. */
export interface PruneResult {
  /** Members and revocations removed. */
  readonly removed: number;
  /** Members left in the cookie set. */
  readonly total: number;
  /** Members and revocations that are due but still there, as far as the run counted them. */
  readonly remaining: number;
}

/** Limits of a run. */
export interface PruneLimits {
  /** Members that one script removes; a reader may have to wait for one script. */
  readonly batch: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

// One script counts what is due by score and removes as many of the lowest ranks. In two scripts, a logout in between
// could shift the ranks onto live members. Removing by score instead would let a batch grow where scores are equal.
const PRUNE_BATCH = storeScript(`
local due = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[1])
local batch = math.min(due, tonumber(ARGV[2]))
if batch > 0 then redis.call('ZREMRANGEBYRANK', KEYS[1], 0, batch - 1) end
return {batch, due - batch, redis.call('ZCARD', KEYS[1])}
`);

/** With less time left than this, a run starts no further batch. */
const LAST_BATCH_MS = 1000;
const ATTEMPT_MS = 2000;

/**
 * Prunes both sets in batches.
 * @throws StoreUnreachableError; what was removed stays removed, and the next run continues
 */
export async function pruneSessions(
  store: SessionStore,
  { cookieAgeSeconds }: SessionRules,
  limits: PruneLimits,
): Promise<PruneResult> {
  const cookies = await pruneSet(store, COOKIE_SET, cookieAgeSeconds, limits);
  // If no time was left for the members, none is left for the revocations; the next run prunes them.
  if (cookies.remaining > 0) return cookies;
  const revocations = await pruneSet(
    store,
    REVOCATION_SET,
    cookieAgeSeconds + REVOCATION_EXTRA_SECONDS,
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
  maxAgeSeconds: number,
  { batch: batchSize, deadline }: PruneLimits,
): Promise<PruneResult> {
  let removed = 0;
  for (;;) {
    const attemptDeadline = Math.min(deadline, Date.now() + ATTEMPT_MS);
    const args = [String(Date.now() / 1000 - maxAgeSeconds), String(batchSize)];
    const reply = await store.run(attemptDeadline, (commands) => commands.script(PRUNE_BATCH, [set], args));
    const [batch, remaining, total] = reply as [number, number, number];
    removed += batch;
    if (remaining === 0 || deadline - Date.now() < LAST_BATCH_MS) return { removed, remaining, total };
  }
}
