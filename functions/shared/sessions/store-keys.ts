/** The names of sessions in the store: the keys of the two sorted sets and of hook ids, and a set's members. */
import { hash } from 'node:crypto';

/** Sorted set: member = hash of a cookie, score = its creation in epoch seconds. The key of Brian Neal's original. */
export const COOKIE_SET = 'wiki_cookie_keys';

/** Sorted set: member = canonical username, score = the time at and before which that user's cookies are void. */
export const REVOCATION_SET = `{${COOKIE_SET}}:revoked`;

/** The key that remembers a used hook id. The tag in braces keeps all keys in one slot, so one script may touch them. */
export function hookIdKey(id: string): string {
  return `{${COOKIE_SET}}:hook:${id}`;
}

/** A session's name in the cookie set: the lower-case hex SHA-256 of the unquoted cookie value. */
export type Member = string;

const MEMBER = /^[0-9a-f]{64}$/;

/** Computes the member for a cookie value. It is a hash, so that the store never holds a usable cookie. */
export function memberOf(value: string): Member {
  return hash('sha256', value, 'hex');
}

/** Whether a text has the form of a member: 64 lower-case hex digits. */
export function isMember(text: string): text is Member {
  return MEMBER.test(text);
}

/** Shortens a member to 16 hex digits, the `sid` of assertions and logs, from which no one can log in. */
export function sessionId(member: Member): string {
  return member.slice(0, 16);
}
