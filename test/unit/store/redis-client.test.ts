import { expect, test } from '@jest/globals';
import { parseScore } from '../../../functions/shared/store/redis-client.ts';

test.each([
  [null, null],
  [undefined, null],
  ['1700000000.123456', 1_700_000_000.123456],
  ['1.7e9', 1_700_000_000],
  [1_700_000_000.5, 1_700_000_000.5],
  ['0', 0],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
])('a score as the store writes it, %j, is read', (reply, score) => {
  expect(parseScore(reply)).toBe(score);
});
