import { describe, expect, test } from '@jest/globals';
import { quoted, spelledOut } from '../../../cli/terminal/foreign-name.ts';

test('a name in quotes shows every character that would not be seen, and none ends the quotes', () => {
  expect(quoted('Zoë  "M"\u009b\u202e\\')).toBe('"Zoë  \\"M\\"\\u009b\\u202e\\\\"');
});

describe('a name that somebody is judged by', () => {
  test('that is ASCII stands in quotes', () => {
    expect(spelledOut('boss <boss@example.com> at')).toEqual(['"boss <boss@example.com> at"']);
  });

  test('that is not is spelled out too: letters of two alphabets look alike, and so do quotation marks', () => {
    expect(spelledOut('\u0430lice')).toEqual(['"\u0430lice"', 'in ASCII: "\\u0430lice"']);
    expect(spelledOut('boss\uff02 <')).toEqual(['"boss\uff02 <"', 'in ASCII: "boss\\uff02 <"']);
  });

  test('that a terminal would break is broken before', () => {
    const lines = spelledOut(`boss${' '.repeat(76)}email    "boss@example.com`);
    expect(lines.map((line) => line.length <= 60)).toEqual(lines.map(() => true));
    expect(JSON.parse(lines.join(''))).toBe(`boss${' '.repeat(76)}email    "boss@example.com`);
    expect(spelledOut('李'.repeat(31)).slice(0, 2)).toEqual([`"${'李'.repeat(29)}`, '李李"']);
  });
});
