const CONTROL = /\p{Cc}/u;
const OUTER_WHITE_SPACE = /^\p{White_Space}|\p{White_Space}$/u;
const MAX_CODE_POINTS = 255;

/**
 * The canonical form of a user's name: NFC. Case counts; nothing else is folded.
 * @returns the canonical name, or what is wrong with it
 */
export function canonicalUsername(name: string): { username: string } | { problem: string } {
  if (!name.isWellFormed()) return { problem: 'has a lone surrogate' };
  const username = name.normalize('NFC');
  if (username === '') return { problem: 'is empty' };
  if (OUTER_WHITE_SPACE.test(username)) return { problem: 'begins or ends with white space' };
  if (CONTROL.test(username)) return { problem: 'has a control character' };
  if (codePoints(username) > MAX_CODE_POINTS)
    return { problem: `is longer than ${MAX_CODE_POINTS} characters` };
  return { username };
}

/** Counts code points, without building an array for the short names nearly all names are. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
