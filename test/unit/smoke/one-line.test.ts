import { expect, test } from '@jest/globals';
import { oneLine } from '../../../smoke/one-line.ts';

test('text from elsewhere is one line, without what a terminal would obey', () => {
  expect(oneLine(' a\u001b[31m\r\n\tb\u0007\u009b ')).toBe('a [31m b');
});

test('text from elsewhere cannot turn round what stands behind it', () => {
  expect(oneLine('ecila\u202e at \u2066x\u200f')).toBe('ecila\ufffd at \ufffdx\ufffd');
});
