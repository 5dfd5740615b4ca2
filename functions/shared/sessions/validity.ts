/** Clocks of a function and the store may differ by this much before a fresh cookie looks unborn. */
export const CLOCK_TOLERANCE_SECONDS = 300;

/** What the store knows of one cookie and its user. Times in epoch seconds. */
export interface StoredSession {
  /** Creation time; null when the cookie's hash is not in the set. */
  readonly score: number | null;
  /** The user's revocation; null without one. */
  readonly revokedAt: number | null;
  /** When the cookie says that it dies; without it only its age ends it. */
  readonly exp?: number | undefined;
}

/**
 * Whether a cookie counts: its hash is in the set, its age is right, its own end has not come, and no revocation is at or
 * after its score.
 * Every comparison is written so that a score that is no number makes the cookie dead.
 */
export function isLive(session: StoredSession, nowSeconds: number, ageLimitSeconds: number): boolean {
  const { score, revokedAt, exp } = session;
  if (score === null) return false;
  const age = nowSeconds - score;
  if (!(age >= -CLOCK_TOLERANCE_SECONDS && age <= ageLimitSeconds)) return false;
  if (exp !== undefined && !(nowSeconds < exp)) return false;
  return revokedAt === null || revokedAt < score;
}
