import type { Member } from '../shared/cookie/cookie-fingerprint.ts';
import type { Identity } from '../shared/cookie/cookie-value.ts';
import { bodyObject, emailField, has, memberField, usernameField } from '../shared/hook/body-fields.ts';
import { InvalidBody } from '../shared/runtime/errors.ts';

/** What a site says at login. */
export interface LoginRequest {
  readonly identity: Identity;
  /** The member that this login supersedes. */
  readonly replaces: Member | undefined;
  /** False for a cookie that ends with the browser. */
  readonly persistent: boolean;
}

/**
 * Reads a login body; unknown fields are passed over.
 * @throws InvalidBody that names the field and what is wrong with it
 */
export function parseLoginRequest(body: unknown): LoginRequest {
  const fields = bodyObject(body);
  return {
    identity: { username: usernameField(fields), email: emailField(fields) },
    replaces: has(fields, 'replaces') ? memberField(fields, 'replaces') : undefined,
    persistent: has(fields, 'persistent') ? booleanOf(fields.persistent) : true,
  };
}

function booleanOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new InvalidBody('"persistent" must be true or false.');
  return value;
}
