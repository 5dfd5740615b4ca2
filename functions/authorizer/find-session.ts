/** Finds the live session among the cookies of a request. */
import { parseUnverifiedCookieValue, type UnverifiedCookie } from '../shared/cookie/cookie-value.ts';
import type { Identity } from '../shared/identity/identity.ts';
import { isLive, type SessionRules } from '../shared/sessions/session-rules.ts';
import { COOKIE_SET, type Member, memberOf, REVOCATION_SET } from '../shared/sessions/store-keys.ts';
import type { ScoreLookup, SessionStore } from '../shared/store/session-store.ts';

/** A live session. Only `findSession` makes one. */
export interface Session {
  readonly identity: Identity;
  readonly member: Member;
  /** Epoch seconds. */
  readonly score: number;
  /** The cookie's own end, whole epoch seconds, if it names one. */
  readonly exp: number | undefined;
}

/** Why a request with cookies has no session. */
export type NoSession = 'dead-cookie' | 'conflicting-cookies';

/** An honest browser never sends more copies of one cookie. */
const MAX_VALUES = 4;

/**
 * Looks up all cookies of a request in one round trip and gives the newest live session. Live cookies of two users give
 * none, because otherwise a sibling host could slip in a user of its own.
 * @param values distinct cookie values, at least one
 * @param deadline epoch milliseconds
 * @throws StoreUnreachableError
 */
export async function findSession(
  store: SessionStore,
  values: readonly string[],
  rules: SessionRules,
  deadline: number,
): Promise<Session | NoSession> {
  if (values.length > MAX_VALUES) return 'dead-cookie';
  // The unverified username serves only to look up its revocation in the same round trip as the hash.
  const candidates = values.map((value) => ({
    member: memberOf(value),
    cookie: parseUnverifiedCookieValue(value),
  }));
  const scores = await store.run(deadline, (commands) => commands.scores(candidates.flatMap(lookupsOf)));
  const nowSeconds = Date.now() / 1000;

  let newest: Session | undefined;
  for (const [i, { member, cookie }] of candidates.entries()) {
    const score = scores[i * 2] ?? null;
    const revokedAt = scores[i * 2 + 1] ?? null;
    if (
      cookie === undefined ||
      score === null ||
      !isLive({ score, revokedAt, exp: cookie.claims.exp }, nowSeconds, rules)
    )
      continue;
    const { identity, claims } = cookie;
    if (newest !== undefined && newest.identity.username !== identity.username) return 'conflicting-cookies';
    if (newest === undefined || score > newest.score) newest = { identity, member, score, exp: claims.exp };
  }
  return newest ?? 'dead-cookie';
}

/** Two lookups per cookie. An illegal cookie looks up the user `''`, which no user can be, to keep two per cookie. */
function lookupsOf({
  member,
  cookie,
}: {
  member: Member;
  cookie: UnverifiedCookie | undefined;
}): ScoreLookup[] {
  return [
    { set: COOKIE_SET, member },
    { set: REVOCATION_SET, member: cookie?.identity.username ?? '' },
  ];
}
