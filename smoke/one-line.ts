/**
 * One line of text from elsewhere. No control character of it reaches the terminal, and none that turns the direction
 * of writing round, which would show what stands behind it as something else.
 */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Bidi_Control}/gu, '\ufffd')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
