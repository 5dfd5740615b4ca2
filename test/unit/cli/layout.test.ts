import { expect, test } from '@jest/globals';
import { ago, counted, facts, milliseconds } from '../../../cli/terminal/layout.ts';

test.each([
  [-5000, '0 s ago'],
  [119_000, '119 s ago'],
  [120_000, '2 min ago'],
  [7_140_000, '119 min ago'],
  [7_200_000, '2 h ago'],
  [172_800_000, '2 days ago'],
])('%i ms ago is %s', (ms, words) => {
  expect(ago(ms)).toBe(words);
});

test('milliseconds have two decimals below 10, none above', () => {
  expect([0.352, 9.999, 10.4, 1234.5].map(milliseconds)).toEqual(['0.35 ms', '10.00 ms', '10 ms', '1235 ms']);
});

test('facts stand in columns', () => {
  expect(
    facts([
      ['a', '1'],
      ['long', '2'],
    ]),
  ).toBe('a     1\nlong  2\n');
  expect(facts([['a', ['1', '2']]])).toBe('a  1\n   2\n');
});

test('one takes no plural', () => {
  expect([counted(1, 'session'), counted(1234, 'session')]).toEqual(['1 session', '1,234 sessions']);
});
