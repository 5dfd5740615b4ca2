import type { Member } from '../shared/cookie/cookie-fingerprint.ts';
import { bodyObject, has, memberField, usernameField } from '../shared/hook/body-fields.ts';
import { InvalidBody } from '../shared/runtime/errors.ts';

/** What a site says at logout: this cookie, or this user everywhere. */
export type LogoutRequest = { readonly member: Member } | { readonly username: string };

/**
 * Reads a logout body; unknown fields are passed over, but not `email`: a signature does not cover the path, and a
 * login body sent here must not log anyone out.
 * @throws InvalidBody that names the field and what is wrong with it
 */
export function parseLogoutRequest(body: unknown): LogoutRequest {
  const fields = bodyObject(body);
  if (has(fields, 'email'))
    throw new InvalidBody('"email" belongs to a login; a logout takes "member" or "username".');
  if (has(fields, 'member') === has(fields, 'username')) {
    throw new InvalidBody('A logout takes exactly one of "member" and "username".');
  }
  return has(fields, 'member')
    ? { member: memberField(fields, 'member') }
    : { username: usernameField(fields) };
}
