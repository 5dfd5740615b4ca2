/** Reads and checks the fields of a hook's JSON body. */
import { canonicalEmail, canonicalUsername } from '../identity/identity.ts';
import { InvalidBodyError } from '../runtime/errors.ts';
import { isMember, type Member } from '../sessions/store-keys.ts';

/** A JSON object with unchecked fields. */
export type BodyObject = Readonly<Record<string, unknown>>;

/** @throws InvalidBodyError if the body is not a JSON object */
export function bodyObject(body: unknown): BodyObject {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidBodyError('The body must be a JSON object.');
  }
  return body as BodyObject;
}

/** Whether the body itself has a field; an inherited one does not count. */
export function has(body: BodyObject, field: string): boolean {
  return Object.hasOwn(body, field);
}

/**
 * @returns the canonical username
 * @throws InvalidBodyError
 */
export function usernameField(body: BodyObject): string {
  const result = canonicalUsername(textField(body, 'username'));
  if ('problem' in result) throw new InvalidBodyError(`"username" ${result.problem}.`);
  return result.username;
}

/**
 * @returns the canonical address, or the empty string
 * @throws InvalidBodyError, also if the field is missing: a site sends `""` for a user without an address
 */
export function emailField(body: BodyObject): string {
  const result = canonicalEmail(textField(body, 'email'));
  if ('problem' in result) throw new InvalidBodyError(`"email" ${result.problem}.`);
  return result.email;
}

/** @throws InvalidBodyError */
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
