const CONTROL = /\p{Cc}/u;
const OUTER_WHITE_SPACE = /^\p{White_Space}|\p{White_Space}$/u;
const MAX_CODE_POINTS = 255;

/**
 * The canonical form of a user's name: NFC. Case counts; nothing else is folded.
 * @returns the canonical name, or what is wrong with it
 */
export function canonicalUsername(name: string): { username: string } | { problem: string } {
  if (!name.isWellFormed()) return { problem: 'has a lone surrogate' };
  if (isTooLong(name, MAX_CODE_POINTS)) return { problem: `is longer than ${MAX_CODE_POINTS} characters` };
  const username = name.normalize('NFC');
  if (username === '') return { problem: 'is empty' };
  if (OUTER_WHITE_SPACE.test(username)) return { problem: 'begins or ends with white space' };
  if (CONTROL.test(username)) return { problem: 'has a control character' };
  if (codePoints(username) > MAX_CODE_POINTS)
    return { problem: `is longer than ${MAX_CODE_POINTS} characters` };
  return { username };
}

/** The longest canonical decomposition of one code point, and the UTF-16 units of one: what NFC can shorten at most. */
const MOST_UNITS = 4 * 2;

/**
 * Whether a text has more than `limit` code points in NFC, as far as its length alone can tell. Asked before it is
 * normalized: sorting a long run of combining marks takes time that grows with its square.
 */
export function isTooLong(text: string, limit: number): boolean {
  return text.length > limit * MOST_UNITS;
}

/** Counts code points, without building an array for the short names nearly all names are. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
