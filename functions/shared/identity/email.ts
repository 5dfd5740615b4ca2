import { codePoints, isTooLong } from './username.ts';

const FORBIDDEN = /[\p{Cc}\p{White_Space}]/u;
const MAX_CODE_POINTS = 254;

/**
 * The canonical form of an email address: NFC, or the empty string for a user without one. Only what could confuse
 * a reader of the header is judged: one `@` with something on both sides, no spaces, no control characters.
 * @returns the canonical address, or what is wrong with it
 */
export function canonicalEmail(address: string): { email: string } | { problem: string } {
  if (address === '') return { email: '' };
  if (!address.isWellFormed()) return { problem: 'has a lone surrogate' };
  if (isTooLong(address, MAX_CODE_POINTS)) return { problem: `is longer than ${MAX_CODE_POINTS} characters` };
  const email = address.normalize('NFC');
  if (FORBIDDEN.test(email)) return { problem: 'has a space or a control character' };
  const at = email.indexOf('@');
  if (at < 1 || at === email.length - 1 || at !== email.lastIndexOf('@')) {
    return { problem: 'must have one @ with something on both sides' };
  }
  if (codePoints(email) > MAX_CODE_POINTS) return { problem: `is longer than ${MAX_CODE_POINTS} characters` };
  return { email };
}
