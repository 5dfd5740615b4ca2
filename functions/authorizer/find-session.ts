import { type Member, memberOf } from '../shared/cookie/cookie-fingerprint.ts';
import {
  type Identity,
  parseUnverifiedCookieValue,
  type UnverifiedCookie,
} from '../shared/cookie/cookie-value.ts';
import { COOKIE_SET, REVOCATION_SET } from '../shared/sessions/store-keys.ts';
import { isLive } from '../shared/sessions/validity.ts';
import type { ScoreLookup, SessionStore } from '../shared/store/session-store.ts';

/** A cookie that counts. Only `findSession` makes one. */
export interface Session {
  readonly identity: Identity;
  readonly member: Member;
  /** Epoch seconds. */
  readonly score: number;
  /** The cookie's own end, whole epoch seconds, where it names one. */
  readonly exp: number | undefined;
}

/** More copies of one cookie than any honest browser sends. */
const MAX_VALUES = 4;

/** What the request's cookies come to: a session, or why there is none. */
export type Finding = Session | 'dead-cookie' | 'conflicting-cookies';

/** How long, until when and against which clock to look. */
export interface Search {
  readonly ageSeconds: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/**
 * Looks up all cookies of a request in one round trip and finds the one that counts: the newest live one. Live ones
 * of two users count as none, or else a sibling host could slip its own user in.
 * @param values distinct cookie values, at least one
 * @throws StoreUnreachable
 */
export async function findSession(
  store: SessionStore,
  values: readonly string[],
  search: Search,
): Promise<Finding> {
  if (values.length > MAX_VALUES) return 'dead-cookie';
  // Who a cookie names is read only to ask for that user's revocation together with the hash; nothing is believed yet.
  const candidates = values.map((value) => ({
    member: memberOf(value),
    cookie: parseUnverifiedCookieValue(value),
  }));
  const scores = await store.run(search.deadline, (commands) =>
    commands.scores(candidates.flatMap(lookupsOf)),
  );
  const nowSeconds = Date.now() / 1000;

  let newest: Session | undefined;
  for (const [i, { member, cookie }] of candidates.entries()) {
    const score = scores[i * 2] ?? null;
    const revokedAt = scores[i * 2 + 1] ?? null;
    if (
      cookie === undefined ||
      score === null ||
      !isLive({ score, revokedAt, exp: cookie.claims.exp }, nowSeconds, search.ageSeconds)
    )
      continue;
    const { identity, claims } = cookie;
    if (newest !== undefined && newest.identity.username !== identity.username) return 'conflicting-cookies';
    if (newest === undefined || score > newest.score) newest = { identity, member, score, exp: claims.exp };
  }
  return newest ?? 'dead-cookie';
}

/** Two lookups for every cookie. One that names nobody asks for the user `''`, whom nobody can be, to keep the count even. */
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
