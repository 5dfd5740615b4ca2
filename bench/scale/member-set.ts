/** Fills the cookie set with many members, half of them past their age. */

import { hash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { COOKIE_SET } from '../../functions/shared/sessions/store-keys.ts';

/** The distribution of the scores. */
export type Scores = 'spread' | 'equal';

const MEMBERS_A_COMMAND = 1000;
/** The gap between due and live members, so that none becomes due during a measurement. */
const GAP_SECONDS = 3600;

/** The member with this number, as long and as random as a real one. */
export function memberAt(index: number): string {
  return hash('sha256', String(index), 'hex');
}

/**
 * Fills the cookie set: the lower half of the numbers is past its age, the upper half is live.
 * @param scores `equal` gives all due members one score, as the original's whole seconds may do
 * @param onPart called with the number of members so far
 */
export async function fillCookieSet(
  port: number,
  count: number,
  { scores, ageSeconds }: { scores: Scores; ageSeconds: number },
  onPart: (done: number) => void,
): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  // The answers are discarded: ZCARD shows later whether the set is complete.
  socket.resume();
  await once(socket, 'connect');
  const border = Date.now() / 1000 - ageSeconds;
  for (let first = 0; first < count; first += MEMBERS_A_COMMAND) {
    const last = Math.min(count, first + MEMBERS_A_COMMAND);
    const words = ['ZADD', COOKIE_SET];
    for (let i = first; i < last; i++) words.push(scoreOf(i, count, { border, scores }), memberAt(i));
    const command = `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
    if (!socket.write(command)) await once(socket, 'drain');
    if (first % (MEMBERS_A_COMMAND * 500) === 0) onPart(first);
  }
  socket.end();
  await once(socket, 'close');
}

function scoreOf(
  index: number,
  count: number,
  { border, scores }: { border: number; scores: Scores },
): string {
  const fromMiddle = (index - count / 2) / (count / 2);
  if (index < count / 2) {
    return scores === 'equal' ? '1000000' : (border - GAP_SECONDS + fromMiddle * 86_400).toFixed(6);
  }
  return (border + GAP_SECONDS + fromMiddle * 86_400).toFixed(6);
}
