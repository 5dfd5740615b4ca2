/**
 * Characters that a terminal obeys or does not show: controls, format characters (the bidirectional ones among them),
 * everything that fonts leave out (Default_Ignorable_Code_Point), line separators, blanks other than the space, two
 * symbols that look like a blank, and what Unicode has not assigned.
 */
const HIDDEN = String.raw`[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u{1d159}]`;
/** With the marks after them, and marks without a letter: a terminal would draw these over other text. */
const NOT_SEEN = new RegExp(String.raw`${HIDDEN}+\p{M}*|(?<![\p{L}\p{M}])\p{M}+`, 'gu');

/** Text from elsewhere with each character spelled out that would not be seen as what it is: `\u200b`. */
export function escapeHidden(text: string): string {
  return text.replace(NOT_SEEN, escapeAll);
}

/** The same text in ASCII: letters that look alike in two alphabets do not. */
export function escapeNonAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, escapeAll);
}

/** As JSON and JavaScript write them: UTF-16 units of four digits. */
function escapeAll(characters: string): string {
  return Array.from(
    { length: characters.length },
    (_, i) => `\\u${characters.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
