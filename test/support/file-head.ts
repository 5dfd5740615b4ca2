/** The head of a source file: the comment before its first code, which says what the file is for. */

/** The first sentence of a file's head, without comment marks; undefined if the file starts with code. */
export function headOf(text: string): string | undefined {
  const source = text.replace(/^#!.*\n/, '').trimStart();
  const [comment] = /^(\/\*\*?[\s\S]*?\*\/|(\/\/.*\n?)+)/.exec(source) ?? [];
  if (comment === undefined) return undefined;
  const words = comment
    .replace(/^\/\*\*?|\*\/$/g, '')
    .replace(/^\s*(\/\/|\*) ?/gm, '')
    .split('\n\n')[0]
    ?.replace(/\s+/g, ' ')
    .trim();
  return words && (/^.+?\.(?=\s|$)/.exec(words)?.[0] ?? words);
}
