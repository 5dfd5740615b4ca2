import { escapeHidden } from './escape-hidden.ts';

/**
 * One line of text from elsewhere. White space of any kind becomes one space, and no character of it is obeyed or
 * hidden by a terminal, or turns the direction of writing round.
 */
export function oneLine(text: string): string {
  return escapeHidden(text.replace(/\s+/g, ' ').trim());
}
