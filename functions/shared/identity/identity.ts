/** A user's identity, and the canonical form of a username and an email address. */

/** A user of the site. */
export interface Identity {
  /** Canonical username. */
  readonly username: string;
  /** Canonical address, or the empty string. */
  readonly email: string;
}

const CONTROL = /\p{Cc}/u;
const OUTER_WHITE_SPACE = /^\p{White_Space}|\p{White_Space}$/u;
const CONTROL_OR_WHITE_SPACE = /[\p{Cc}\p{White_Space}]/u;
const MAX_USERNAME_CODE_POINTS = 255;
const MAX_EMAIL_CODE_POINTS = 254;

/**
 * Normalizes a username to NFC. Usernames are case-sensitive, and nothing else is folded.
 * @returns the canonical username, or what is wrong with it
 */
export function canonicalUsername(name: string): { username: string } | { problem: string } {
  if (!name.isWellFormed()) return { problem: 'has a lone surrogate' };
  if (isTooLong(name, MAX_USERNAME_CODE_POINTS)) return { problem: tooLong(MAX_USERNAME_CODE_POINTS) };
  const username = name.normalize('NFC');
  if (username === '') return { problem: 'is empty' };
  if (OUTER_WHITE_SPACE.test(username)) return { problem: 'begins or ends with white space' };
  if (CONTROL.test(username)) return { problem: 'has a control character' };
  if (codePoints(username) > MAX_USERNAME_CODE_POINTS) return { problem: tooLong(MAX_USERNAME_CODE_POINTS) };
  return { username };
}

/**
 * Normalizes an email address to NFC; a user without one has the empty string. It checks only for what could confuse a
 * reader of the header: one `@` with something on both sides, no spaces, no control characters.
 * @returns the canonical address, or what is wrong with it
 */
export function canonicalEmail(address: string): { email: string } | { problem: string } {
  if (address === '') return { email: '' };
  if (!address.isWellFormed()) return { problem: 'has a lone surrogate' };
  if (isTooLong(address, MAX_EMAIL_CODE_POINTS)) return { problem: tooLong(MAX_EMAIL_CODE_POINTS) };
  const email = address.normalize('NFC');
  if (CONTROL_OR_WHITE_SPACE.test(email)) return { problem: 'has a space or a control character' };
  const at = email.indexOf('@');
  if (at < 1 || at === email.length - 1 || at !== email.lastIndexOf('@')) {
    return { problem: 'must have one @ with something on both sides' };
  }
  if (codePoints(email) > MAX_EMAIL_CODE_POINTS) return { problem: tooLong(MAX_EMAIL_CODE_POINTS) };
  return { email };
}

const tooLong = (limit: number): string => `is longer than ${limit} characters`;

/** The code points of the longest canonical decomposition times the UTF-16 units of one: the most that NFC can save. */
const MAX_UNITS_PER_CODE_POINT = 4 * 2;

/**
 * Whether the mere length of a text shows that it has more than `limit` code points in NFC. Call this before you
 * normalize: sorting a long run of combining marks takes time that grows with the square of its length.
 */
function isTooLong(text: string, limit: number): boolean {
  return text.length > limit * MAX_UNITS_PER_CODE_POINT;
}

/** Counts code points without building an array, since nearly all names are short. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
