import { isMember, type Member } from '../cookie/cookie-fingerprint.ts';
import { canonicalEmail } from '../identity/email.ts';
import { canonicalUsername } from '../identity/username.ts';
import { InvalidBodyError } from '../runtime/errors.ts';

/** A JSON object of which nothing is known yet. */
export type BodyObject = Readonly<Record<string, unknown>>;

/** @throws InvalidBody when the body is not a JSON object */
export function bodyObject(body: unknown): BodyObject {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidBodyError('The body must be a JSON object.');
  }
  return body as BodyObject;
}

/** Whether the body itself has the field; inherited ones do not count. */
export function has(body: BodyObject, field: string): boolean {
  return Object.hasOwn(body, field);
}

/**
 * @returns the canonical username
 * @throws InvalidBody
 */
export function usernameField(body: BodyObject): string {
  const result = canonicalUsername(textField(body, 'username'));
  if ('problem' in result) throw new InvalidBodyError(`"username" ${result.problem}.`);
  return result.username;
}

/**
 * @returns the canonical address, or the empty string
 * @throws InvalidBody also when the field is missing: a user without one is sent as `""`
 */
export function emailField(body: BodyObject): string {
  const result = canonicalEmail(textField(body, 'email'));
  if ('problem' in result) throw new InvalidBodyError(`"email" ${result.problem}.`);
  return result.email;
}

/** @throws InvalidBody */
export function memberField(body: BodyObject, field: string): Member {
  const text = textField(body, field);
  if (!isMember(text)) throw new InvalidBodyError(`"${field}" must be 64 lower-case hex digits.`);
  return text;
}

function textField(body: BodyObject, field: string): string {
  if (!has(body, field)) throw new InvalidBodyError(`"${field}" is missing.`);
  const value = body[field];
  if (typeof value !== 'string') throw new InvalidBodyError(`"${field}" must be a string.`);
  return value;
}
