/** Sorted set: member = hash of a cookie, score = its creation in epoch seconds. The key of Brian Neal's original. */
export const COOKIE_SET = 'wiki_cookie_keys';

/** Sorted set: member = canonical username, score = the time at and before which that user's cookies are void. */
export const REVOCATION_SET = `{${COOKIE_SET}}:revoked`;

/** Key that remembers one used hook id. The tag in braces keeps all keys in one slot, so one script may touch them. */
export function hookIdKey(id: string): string {
  return `{${COOKIE_SET}}:hook:${id}`;
}
