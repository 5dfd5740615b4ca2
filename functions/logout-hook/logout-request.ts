import type { Member } from '../shared/cookie/cookie-fingerprint.ts';
import { bodyObject, has, memberField, usernameField } from '../shared/hook/body-fields.ts';
import { InvalidBodyError } from '../shared/runtime/errors.ts';

/** How far ahead of the bridge's clock a site's may be, seconds. */
export const MAX_BEFORE_AHEAD_SECONDS = 300;

/**
 * What a site says at logout: this cookie, or this user everywhere; with `before` (epoch seconds) only where the login is
 * no later than that.
 */
export type LogoutRequest =
  | { readonly member: Member }
  | { readonly username: string; readonly before: number | undefined };

/**
 * Reads a logout body; unknown fields are passed over, but not `email`: a signature does not cover the path, and a
 * login body sent here must not log anyone out.
 * @param nowSeconds epoch seconds
 * @throws InvalidBody that names the field and what is wrong with it
 */
export function parseLogoutRequest(body: unknown, nowSeconds: number): LogoutRequest {
  const fields = bodyObject(body);
  if (has(fields, 'email'))
    throw new InvalidBodyError('"email" belongs to a login; a logout takes "member" or "username".');
  if (has(fields, 'member') === has(fields, 'username')) {
    throw new InvalidBodyError('A logout takes exactly one of "member" and "username".');
  }
  if (has(fields, 'username')) {
    const before = has(fields, 'before') ? beforeOf(fields.before, nowSeconds) : undefined;
    return { username: usernameField(fields), before };
  }
  if (has(fields, 'before')) throw new InvalidBodyError('"before" goes with "username", not with "member".');
  return { member: memberField(fields, 'member') };
}

function beforeOf(value: unknown, nowSeconds: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= nowSeconds + MAX_BEFORE_AHEAD_SECONDS)) {
    throw new InvalidBodyError(
      `"before" must be epoch seconds, from 0 to ${MAX_BEFORE_AHEAD_SECONDS} s ahead of the bridge's clock.`,
    );
  }
  return value;
}
