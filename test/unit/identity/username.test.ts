import { describe, expect, test } from '@jest/globals';
import { canonicalUsername, codePoints } from '../../../functions/shared/identity/username.ts';

describe('a username', () => {
  test.each([
    ['plain ASCII', 'alice'],
    ['one character', 'x'],
    ['inner blanks', 'Zoë de la Cruz'],
    ['the separators of the cookie', 'a#b|c;d,e"f'],
    ['an emoji', '🦊'],
    ['a right-to-left mark, also at the end', 'דנה\u200f'],
    ['a zero-width joiner', 'a\u200db'],
    ['a zero-width no-break space at the beginning', '\ufeffa'],
    ['255 characters outside the basic plane', '🦊'.repeat(255)],
  ])('with %s stands as it is', (_what, name) => {
    expect(canonicalUsername(name)).toEqual({ username: name });
  });

  test('is brought to NFC', () => {
    expect(canonicalUsername('a\u0301lice')).toEqual({ username: '\u00e1lice' });
    expect(canonicalUsername('\u212bngström')).toEqual({ username: '\u00c5ngström' });
  });

  test('GHSA-hjj4-hfjm-fmrj: NFC and NFD spellings are one name, upper and lower case are two', () => {
    expect(canonicalUsername('A\u0301lice')).toEqual(canonicalUsername('\u00c1lice'));
    expect(canonicalUsername('Alice')).not.toEqual(canonicalUsername('alice'));
    expect(canonicalUsername('ﬁ')).not.toEqual(canonicalUsername('fi'));
  });

  test.each([
    ['is empty', ''],
    ['begins or ends with white space', ' '],
    ['begins or ends with white space', ' alice'],
    ['begins or ends with white space', 'alice\u00a0'],
    ['begins or ends with white space', '\u3000alice'],
    ['begins or ends with white space', 'alice\n'],
    ['has a control character', 'al\r\nice'],
    ['has a control character', 'al\0ice'],
    ['has a control character', 'alice\u007f'],
    ['has a control character', 'al\u0085ice'],
    ['has a lone surrogate', 'al\ud800ice'],
    ['has a lone surrogate', '\udfff\ud800'],
    ['is longer than 255 characters', 'x'.repeat(256)],
    ['is longer than 255 characters', '🦊'.repeat(256)],
  ])('that %s is refused: %j', (problem, name) => {
    expect(canonicalUsername(name)).toEqual({ problem });
  });

  test('is measured in its canonical form', () => {
    expect(canonicalUsername('a\u0301'.repeat(255))).toEqual({ username: '\u00e1'.repeat(255) });
    // U+0958 is one character whose NFC has two.
    expect(canonicalUsername('\u0958'.repeat(128))).toEqual({ problem: 'is longer than 255 characters' });
  });
});

test('characters are counted as code points', () => {
  expect(['', 'abc', '🦊🦊', 'a\u0301'].map(codePoints)).toEqual([0, 3, 2, 2]);
});
