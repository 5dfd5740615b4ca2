import { hash } from 'node:crypto';

/** The cookie's name in the store: lower-case hex SHA-256 of its unquoted value. */
export type Member = string;

const MEMBER = /^[0-9a-f]{64}$/;

/** Computes the member that stands for a cookie value, so that the store never holds a usable cookie. */
export function memberOf(value: string): Member {
  return hash('sha256', value, 'hex');
}

/** Whether a text has the form of a member: 64 lower-case hex digits. */
export function isMember(text: string): text is Member {
  return MEMBER.test(text);
}
