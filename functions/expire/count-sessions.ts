/** Counts what the store holds and what expire would remove, without removing anything. */
import {
  CLOCK_TOLERANCE_SECONDS,
  REVOCATION_EXTRA_SECONDS,
  type SessionRules,
} from '../shared/sessions/session-rules.ts';
import { COOKIE_SET, REVOCATION_SET } from '../shared/sessions/store-keys.ts';
import { type SessionStore, storeScript } from '../shared/store/session-store.ts';

/** The result of a dry run. */
export interface SessionCount {
  readonly dryRun: true;
  /** Members and revocations that a run of expire would remove now. */
  readonly due: number;
  /** Members of the cookie set. */
  readonly total: number;
  /** Members that are live by their age. Those of a revoked user count too, since a hash does not show its user. */
  readonly live: number;
  /** Revocations kept. */
  readonly revocations: number;
  /** Milliseconds of one round trip to the store on an open connection. */
  readonly storeMs: number;
}

// Counts by score only, each a walk down the set's index: no reader waits for it, however full the set is.
const COUNT = storeScript(`
local due = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[1])
  + redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. ARGV[2])
local live = redis.call('ZCOUNT', KEYS[1], ARGV[1], ARGV[3])
return {due, redis.call('ZCARD', KEYS[1]), live, redis.call('ZCARD', KEYS[2])}
`);

/** An operator is waiting for the answer. */
const ATTEMPT_MS = 2000;

/**
 * Counts what is in the store and what is due. It needs no more rights than pruning does.
 * @param deadline epoch milliseconds
 * @throws StoreUnreachableError
 */
export async function countSessions(
  store: SessionStore,
  { cookieAgeSeconds }: SessionRules,
  deadline: number,
): Promise<SessionCount> {
  const now = Date.now() / 1000;
  const oldest = now - cookieAgeSeconds;
  const args = [oldest, oldest - REVOCATION_EXTRA_SECONDS, now + CLOCK_TOLERANCE_SECONDS].map(String);
  const count = () =>
    store.run(Math.min(deadline, Date.now() + ATTEMPT_MS), (commands) =>
      commands.script(COUNT, [COOKIE_SET, REVOCATION_SET], args),
    );
  // The first call may have to connect and to send the script's text; the second takes the time that requests wait.
  await count();
  const started = performance.now();
  const reply = await count();
  const storeMs = Math.round((performance.now() - started) * 1000) / 1000;
  const [due, total, live, revocations] = reply as [number, number, number, number];
  return { dryRun: true, due, total, live, revocations, storeMs };
}
