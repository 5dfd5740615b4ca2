import { escapeHidden, escapeNonAscii } from '../../smoke/escape-hidden.ts';

/** Narrower than a terminal, so that no text of ours is broken by it, to go on where a line of ours could begin. */
const LINE_COLUMNS = 60;

/** A name in quotes, in which no character is obeyed or hidden by a terminal, and none ends the quotes. */
export function quoted(name: string): string {
  return escapeHidden(JSON.stringify(name));
}

/**
 * A name for an operator to recognise: quoted, and when it is not ASCII also spelled out, since letters of
 * two alphabets look alike, and so do several quotation marks.
 * @returns lines of at most 60 columns
 */
export function spelledOut(name: string): string[] {
  const shown = quoted(name);
  const ascii = escapeNonAscii(JSON.stringify(name));
  return [...broken(shown), ...(ascii === shown ? [] : broken(`in ASCII: ${ascii}`))];
}

function broken(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  for (const character of text) {
    // East Asian letters and pictures take two columns: counted so for all that is not ASCII.
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
