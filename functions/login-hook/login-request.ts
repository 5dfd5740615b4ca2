import type { Member } from '../shared/cookie/cookie-fingerprint.ts';
import type { Identity } from '../shared/cookie/cookie-value.ts';
import { bodyObject, emailField, has, memberField, usernameField } from '../shared/hook/body-fields.ts';
import { InvalidBodyError } from '../shared/runtime/errors.ts';

/** What a site says at login. */
export interface LoginRequest {
  readonly identity: Identity;
  /** The member that this login supersedes. */
  readonly replaces: Member | undefined;
  /** False for a cookie that ends with the browser. */
  readonly persistent: boolean;
  /** Seconds after which the cookie dies, where the site sets its own limit. */
  readonly expiresIn: number | undefined;
}

/**
 * Reads a login body; unknown fields are passed over.
 * @param ageSeconds the cookie age: the longest life that a site can ask for
 * @throws InvalidBody that names the field and what is wrong with it
 */
export function parseLoginRequest(body: unknown, ageSeconds: number): LoginRequest {
  const fields = bodyObject(body);
  return {
    identity: { username: usernameField(fields), email: emailField(fields) },
    replaces: has(fields, 'replaces') ? memberField(fields, 'replaces') : undefined,
    persistent: has(fields, 'persistent') ? booleanOf(fields.persistent) : true,
    expiresIn: has(fields, 'expires_in') ? secondsOf(fields.expires_in, ageSeconds) : undefined,
  };
}

function booleanOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new InvalidBodyError('"persistent" must be true or false.');
  return value;
}

function secondsOf(value: unknown, ageSeconds: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > ageSeconds)
    throw new InvalidBodyError(`"expires_in" must be a whole number of seconds from 1 to ${ageSeconds}.`);
  return value;
}
