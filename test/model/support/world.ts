import { hash } from 'node:crypto';

// The model: docs/contracts.md said once more, with plain lists and whole numbers. It knows nothing of scripts,
// connections, retries or faults. All times are whole microseconds since the epoch.

export const SECOND = 1_000_000;
export const COOKIE_AGE = 14 * 86_400 * SECOND;
const CLOCKS_DIFFER = 300 * SECOND;
const AHEAD = 30 * SECOND;
const REVOCATION_EXTRA = 86_400 * SECOND;

/** What a browser sends. */
export interface ShownCookie {
  readonly value: string;
  readonly member: string;
  /** In NFC. */
  readonly username: string;
  /** When it dies by itself, microseconds; undefined: at the cookie age. */
  readonly exp?: number | undefined;
}

/** A cookie that somebody was handed. */
export interface Cookie extends ShownCookie {
  readonly email: string;
}

/** What a well-formed hook asks for. */
export type Request =
  | { readonly kind: 'login'; readonly username: string; readonly replaces: string | undefined }
  | { readonly kind: 'logout'; readonly member: string }
  | {
      readonly kind: 'revoke';
      readonly username: string;
      /** The time of the event, microseconds; undefined: now. */
      readonly before?: number | undefined;
    };

/** What a hook answers. */
export type Answer =
  | { readonly status: 200; readonly score?: number; readonly removed?: boolean }
  | { readonly status: 409 };

/** Who the wiki is told; `members` are the newest cookies, one of which speaks. */
export type Verdict =
  | { readonly who: 'nobody'; readonly reason: 'dead-cookie' | 'conflicting-cookies' | 'no-cookie' }
  | { readonly who: 'user'; readonly username: string; readonly members: readonly string[] };

/** What an expire run says. */
export interface PruneAnswer {
  readonly removed: number;
  readonly total: number;
  readonly remaining: number;
}

/** The reader's clock when it began and when it had answered. */
export type Moment = readonly [earliest: number, latest: number];

/** One way that things may stand. */
export class World {
  readonly cookies: Map<string, number>;
  readonly revocations: Map<string, number>;
  readonly usedIds: Set<string>;

  constructor(from?: World) {
    this.cookies = new Map(from?.cookies);
    this.revocations = new Map(from?.revocations);
    this.usedIds = new Set(from?.usedIds);
  }

  /** A hook. @param member what the login's cookie will be known by */
  apply(id: string, request: Request, now: number, member: string): Answer {
    if (this.usedIds.has(id)) return { status: 409 };
    this.usedIds.add(id);
    if (request.kind === 'login') {
      const score = Math.max(now, (this.revocations.get(request.username) ?? Number.NEGATIVE_INFINITY) + 1);
      this.cookies.set(member, score);
      if (request.replaces !== undefined) this.cookies.delete(request.replaces);
      return { status: 200, score };
    }
    if (request.kind === 'logout') return { status: 200, removed: this.cookies.delete(request.member) };
    const revoked = this.revocations.get(request.username) ?? Number.NEGATIVE_INFINITY;
    if (request.before !== undefined) {
      this.revocations.set(request.username, Math.max(revoked, request.before));
      return { status: 200, removed: true };
    }
    let at = Math.max(revoked, now);
    for (const [cookie, score] of this.cookies) {
      if (score > now + AHEAD) this.cookies.delete(cookie);
      else if (score > at) at = score;
    }
    this.revocations.set(request.username, at);
    return { status: 200, removed: true };
  }

  /** A page view with these distinct cookies, at least one; undefined when it depends on the very moment. */
  view(shown: readonly ShownCookie[], moment: Moment): Verdict | undefined {
    if (shown.length === 0) return { who: 'nobody', reason: 'no-cookie' };
    if (shown.length > 4) return { who: 'nobody', reason: 'dead-cookie' };
    const live: ShownCookie[] = [];
    for (const cookie of shown) {
      const atFirst = this.#isLive(cookie, moment[0]);
      if (atFirst !== this.#isLive(cookie, moment[1])) return undefined;
      if (atFirst) live.push(cookie);
    }
    const [first] = live;
    if (first === undefined) return { who: 'nobody', reason: 'dead-cookie' };
    const { username } = first;
    if (live.some((cookie) => cookie.username !== username))
      return { who: 'nobody', reason: 'conflicting-cookies' };
    const newest = Math.max(...live.map(({ member }) => this.#scoreOf(member)));
    const members = live.map(({ member }) => member).filter((member) => this.#scoreOf(member) === newest);
    return { who: 'user', username, members };
  }

  #scoreOf(member: string): number {
    return this.cookies.get(member) ?? Number.NEGATIVE_INFINITY;
  }

  #isLive({ member, username, exp }: ShownCookie, now: number): boolean {
    if (exp !== undefined && now >= exp) return false;
    const score = this.cookies.get(member);
    if (score === undefined) return false;
    const age = now - score;
    if (age < -CLOCKS_DIFFER || age > COOKIE_AGE) return false;
    const revokedAt = this.revocations.get(username);
    return revokedAt === undefined || revokedAt < score;
  }

  /** Members past the cookie age by a function's clock, the oldest first. */
  dueCookies(now: number): string[] {
    const due = [...this.cookies].filter(([, score]) => now - score > COOKIE_AGE);
    return due.sort(([a, s], [b, t]) => s - t || (a < b ? -1 : 1)).map(([member]) => member);
  }

  dueRevocations(now: number): string[] {
    const due = [...this.revocations].filter(([, at]) => now - at > COOKIE_AGE + REVOCATION_EXTRA);
    return due.map(([username]) => username);
  }

  /** Removes the oldest `count` cookies that are due, and perhaps the revocations. */
  prune(now: number, count: number, revocations: boolean): PruneAnswer {
    const due = this.dueCookies(now);
    for (const member of due.slice(0, count)) this.cookies.delete(member);
    const gone = revocations ? this.dueRevocations(now) : [];
    for (const username of gone) this.revocations.delete(username);
    return {
      removed: Math.min(count, due.length) + gone.length,
      total: this.cookies.size,
      remaining: Math.max(0, due.length - count),
    };
  }

  /** Two worlds with the same text are the same. */
  get fingerprint(): string {
    const text = JSON.stringify([
      [...this.cookies].sort(([a], [b]) => (a < b ? -1 : 1)),
      [...this.revocations].sort(([a], [b]) => (a < b ? -1 : 1)),
      [...this.usedIds].sort(),
    ]);
    return hash('sha1', text, 'hex');
  }
}
