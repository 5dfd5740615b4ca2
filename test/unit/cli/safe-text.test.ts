import { describe, expect, test } from '@jest/globals';
import {
  escapeHidden,
  escapeNonAscii,
  oneLine,
  quoted,
  spelledOut,
} from '../../../cli/terminal/safe-text.ts';

test('text from elsewhere becomes one line without characters that a terminal obeys', () => {
  expect(oneLine(' a\u001b[31m\r\n\tb\u0007\u009b\u2028c ')).toBe('a\\u001b[31m b\\u0007\\u009b c');
});

test('text from elsewhere cannot reverse the text after it', () => {
  expect(oneLine('ecila\u202e at \u2066x\u200f')).toBe('ecila\\u202e at \\u2066x\\u200f');
});

describe('a character that a terminal hides', () => {
  test.each([
    ['zero width space', '\u200b'],
    ['zero width joiner', '\u200d'],
    ['soft hyphen', '\u00ad'],
    ['byte order mark', '\ufeff'],
    ['right-to-left override', '\u202e'],
    ['isolate', '\u2067'],
    ['line separator', '\u2028'],
    ['paragraph separator', '\u2029'],
    ['next line', '\u0085'],
    ['no-break space', '\u00a0'],
    ['ideographic space', '\u3000'],
    ['Hangul filler', '\u3164'],
    ['braille blank', '\u2800'],
    ['variation selector', '\ufe0f'],
    ['tag', '\u{e0041}'],
    ['interlinear anchor', '\ufff9'],
    ['private use', '\ue000'],
    ['noncharacter', '\uffff'],
    ['lone surrogate', '\ud800'],
    ['CSI of one byte', '\u009b'],
    ['delete', '\u007f'],
  ])('%s is spelled out', (_, character) => {
    const shown = escapeHidden(`a${character}b`);
    expect(shown).toMatch(/^a(\\u[0-9a-f]{4})+b$/);
    expect(JSON.parse(`"${shown}"`)).toBe(`a${character}b`);
  });

  test('is spelled out if it is a mark without a letter', () => {
    expect(escapeHidden('\u0338a "\u0302\u0303x')).toBe('\\u0338a "\\u0302\\u0303x');
    expect(escapeHidden('e\u200b\u0301x e\u034f\u0301')).toBe('e\\u200b\\u0301x e\\u034f\\u0301');
  });

  test('does not include letters, marks on letters, or pictures', () => {
    const names = 'Zoë e\u0301 नमस्ते 李 \u05d0 \u{1f600} –“”';
    expect(escapeHidden(names)).toBe(names);
  });
});

test('in ASCII two alphabets’ letters do not look alike', () => {
  expect(escapeNonAscii('\u0430lice \u{1f600}')).toBe('\\u0430lice \\ud83d\\ude00');
});

test('a name in quotes shows every hidden character, and no character ends the quotes', () => {
  expect(quoted('Zoë  "M"\u009b\u202e\\')).toBe('"Zoë  \\"M\\"\\u009b\\u202e\\\\"');
});

describe('a name for an operator to recognise', () => {
  test('is put in quotes if it is ASCII', () => {
    expect(spelledOut('boss <boss@example.com> at')).toEqual(['"boss <boss@example.com> at"']);
  });

  test('is also spelled out in ASCII if it is not: letters of two alphabets look alike, and so do quotation marks', () => {
    expect(spelledOut('\u0430lice')).toEqual(['"\u0430lice"', 'in ASCII: "\\u0430lice"']);
    expect(spelledOut('boss\uff02 <')).toEqual(['"boss\uff02 <"', 'in ASCII: "boss\\uff02 <"']);
  });

  test('is broken before a terminal would break it', () => {
    const lines = spelledOut(`boss${' '.repeat(76)}email    "boss@example.com`);
    expect(lines.map((line) => line.length <= 60)).toEqual(lines.map(() => true));
    expect(JSON.parse(lines.join(''))).toBe(`boss${' '.repeat(76)}email    "boss@example.com`);
    expect(spelledOut('李'.repeat(31)).slice(0, 2)).toEqual([`"${'李'.repeat(29)}`, '李李"']);
  });
});
