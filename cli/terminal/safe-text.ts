// Prints text from elsewhere (names, answers, AWS's messages) so that a terminal neither obeys nor hides a character.

/**
 * Characters that a terminal obeys or does not show: controls, format characters (the bidirectional ones among them),
 * everything that fonts leave out (Default_Ignorable_Code_Point), line separators, blanks other than the space, two
 * symbols that look like a blank, and what Unicode has not assigned.
 */
const HIDDEN = String.raw`[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u{1d159}]`;
/** With the marks after them, and marks without a letter, which a terminal would draw over other text. */
const NOT_VISIBLE = new RegExp(String.raw`${HIDDEN}+\p{M}*|(?<![\p{L}\p{M}])\p{M}+`, 'gu');
/** Columns of a long name's line: fewer than a terminal has, so that no terminal breaks the line itself. */
const LINE_COLUMNS = 60;

/** The same text with each hidden character written as an escape: `\u200b`. */
export function escapeHidden(text: string): string {
  return text.replace(NOT_VISIBLE, escapeAll);
}

/** The same text in ASCII: letters of two alphabets that look alike become different escapes. */
export function escapeNonAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, escapeAll);
}

/** The same text in one line: any white space becomes one space, and hidden characters become escapes. */
export function oneLine(text: string): string {
  return escapeHidden(text.replace(/\s+/g, ' ').trim());
}

/** A name in quotes; no character of it ends the quotes. */
export function quoted(name: string): string {
  return escapeHidden(JSON.stringify(name));
}

/**
 * A name for an operator to recognise: in quotes, and a second time in ASCII if it has other characters, because
 * letters of two alphabets look alike, and so do several quotation marks.
 * @returns lines of at most 60 columns
 */
export function spelledOut(name: string): string[] {
  const inQuotes = quoted(name);
  const ascii = escapeNonAscii(JSON.stringify(name));
  return [...wrap(inQuotes), ...(ascii === inQuotes ? [] : wrap(`in ASCII: ${ascii}`))];
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  for (const character of text) {
    // East Asian letters and pictures take two columns; every character outside ASCII counts as two.
    const width = character <= '~' ? 1 : 2;
    if (columns + width > LINE_COLUMNS) {
      lines.push(line);
      [line, columns] = ['', 0];
    }
    line += character;
    columns += width;
  }
  return [...lines, line];
}

/** Escapes as JSON and JavaScript write them: UTF-16 units of four digits. */
function escapeAll(characters: string): string {
  return Array.from(
    { length: characters.length },
    (_, i) => `\\u${characters.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
