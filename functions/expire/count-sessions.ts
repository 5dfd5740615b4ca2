import { COOKIE_SET, REVOCATION_SET } from '../shared/sessions/store-keys.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../shared/sessions/validity.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import { storeScript } from '../shared/store/store-script.ts';
import { REVOCATION_EXTRA_SECONDS } from './prune-sessions.ts';

/** What the store holds. Nothing is removed for it. */
export interface SessionCount {
  readonly dryRun: true;
  /** Members and revocations that a run of expire would remove now. */
  readonly due: number;
  /** Members of the cookie set. */
  readonly total: number;
  /** Members of an age that counts. A revoked user's are among them: a hash does not tell whose it is. */
  readonly live: number;
  /** Revocations kept. */
  readonly revocations: number;
  /** Milliseconds of one round trip to the store, on a connection that stood already. */
  readonly storeMs: number;
}

/** How the counting goes. */
export interface CountLimits {
  /** The cookie age, seconds. */
  readonly ageSeconds: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

// Only counts by score, each a walk down the set's index, so no reader waits behind it however full the set is.
const COUNT = storeScript(`
local due = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[1])
  + redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. ARGV[2])
local live = redis.call('ZCOUNT', KEYS[1], ARGV[1], ARGV[3])
return {due, redis.call('ZCARD', KEYS[1]), live, redis.call('ZCARD', KEYS[2])}
`);

/** An operator waits for the answer. */
const ATTEMPT_MS = 2000;

/**
 * Counts what is in the store and what is due, with no more rights than pruning has.
 * @throws StoreUnreachable
 */
export async function countSessions(store: SessionStore, limits: CountLimits): Promise<SessionCount> {
  const now = Date.now() / 1000;
  const oldest = now - limits.ageSeconds;
  const args = [oldest, oldest - REVOCATION_EXTRA_SECONDS, now + CLOCK_TOLERANCE_SECONDS].map(String);
  const ask = () =>
    store.run(Math.min(limits.deadline, Date.now() + ATTEMPT_MS), (commands) =>
      commands.script(COUNT, [COOKIE_SET, REVOCATION_SET], args),
    );
  // The first time may connect and send the script whole; the second is the round trip that requests wait for.
  await ask();
  const started = performance.now();
  const reply = await ask();
  const storeMs = Math.round((performance.now() - started) * 1000) / 1000;
  const [due, total, live, revocations] = reply as [number, number, number, number];
  return { dryRun: true, due, total, live, revocations, storeMs };
}
