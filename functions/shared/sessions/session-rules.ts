/** The rules that decide whether a stored session is live, and how long the store keeps what they need. */

/** What the operator decides about all sessions. */
export interface SessionRules {
  /** How long a login lasts, in seconds from its score in the cookie set. */
  readonly cookieAgeSeconds: number;
}

/** The clocks of two functions may differ by this much before a fresh cookie counts as made in the future. */
export const CLOCK_TOLERANCE_SECONDS = 300;

/** The store keeps a revocation this much longer than the cookie age, so that it outlives every cookie that it voids. */
export const REVOCATION_EXTRA_SECONDS = 86_400;

/** What the store knows about one cookie and its user. Times in epoch seconds. */
export interface StoredSession {
  /** Creation time; null if the cookie's hash is not in the set. */
  readonly score: number | null;
  /** The user's revocation; null if there is none. */
  readonly revokedAt: number | null;
  /** The cookie's own end; without one, only its age ends it. */
  readonly exp?: number | undefined;
}

/**
 * Whether a cookie is live: its hash is in the set, it is not too old, its own end has not come, and its user has no
 * revocation at or after its score. All comparisons are written so that a score of NaN makes the cookie dead.
 */
export function isLive(session: StoredSession, nowSeconds: number, rules: SessionRules): boolean {
  const { score, revokedAt, exp } = session;
  if (score === null) return false;
  const age = nowSeconds - score;
  if (!(age >= -CLOCK_TOLERANCE_SECONDS && age <= rules.cookieAgeSeconds)) return false;
  if (exp !== undefined && !(nowSeconds < exp)) return false;
  return revokedAt === null || revokedAt < score;
}
