import { describe, expect, test } from '@jest/globals';
import {
  canonicalEmail,
  canonicalUsername,
  codePoints,
} from '../../../functions/shared/identity/identity.ts';

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

describe('an email address', () => {
  test('that is empty says that a user has none', () => {
    expect(canonicalEmail('')).toEqual({ email: '' });
  });

  test.each([
    'alice@example.com',
    'a+b#c%d@x',
    '"quoted"@example.com',
    'zoë@müller.example',
    "o'x@localhost",
  ])('is not judged further: %s', (email) => {
    expect(canonicalEmail(email)).toEqual({ email });
  });

  test('is brought to NFC', () => {
    expect(canonicalEmail('zoe\u0308@example.com')).toEqual({ email: 'zo\u00eb@example.com' });
  });

  test('has up to 254 characters', () => {
    const longest = `${'🦊'.repeat(252)}@x`;
    expect(canonicalEmail(longest)).toEqual({ email: longest });
    expect(canonicalEmail(`x${longest}`)).toEqual({ problem: 'is longer than 254 characters' });
  });

  const oneAt = 'must have one @ with something on both sides';
  const blank = 'has a space or a control character';
  test.each([
    ['GHSA-c5c4-8r6x-56w3: a second @', 'a@evil.com@good.com', oneAt],
    ['no @', 'alice', oneAt],
    ['nothing before the @', '@example.com', oneAt],
    ['nothing after the @', 'alice@', oneAt],
    ['a space', 'a lice@example.com', blank],
    ['only a space', ' ', blank],
    ['a no-break space', 'alice\u00a0@example.com', blank],
    ['a line break', 'alice@example.com\r\nX-Remote-User: admin', blank],
    ['NUL', 'alice\0@example.com', blank],
    ['a lone surrogate', 'alice\ud83e@example.com', 'has a lone surrogate'],
  ])('with %s is refused', (_what, email, problem) => {
    expect(canonicalEmail(email)).toEqual({ problem });
  });
});
