/** Matches text that has gaps. */

import { expect } from '@jest/globals';

/** Matches a text that contains `text`, with anything in place of each `…`. */
export function matching(text: string) {
  return expect.stringMatching(new RegExp(text.split('…').map(escaped).join('.*'), 's'));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
