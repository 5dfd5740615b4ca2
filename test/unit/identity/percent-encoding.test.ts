import { describe, expect, test } from '@jest/globals';
import { percentDecode, percentEncode } from '../../../functions/shared/identity/percent-encoding.ts';

const lettersOnly = (text: string) => percentEncode(text, /^[a-z]*$/, (byte) => byte >= 0x61 && byte <= 0x7a);

describe('percent-encoding', () => {
  test('leaves a text alone that is plain throughout', () => {
    expect(lettersOnly('plain')).toBe('plain');
    expect(lettersOnly('')).toBe('');
  });

  test('writes every other byte of the UTF-8 as two upper-case hex digits', () => {
    expect(lettersOnly('a%b')).toBe('a%25b');
    expect(lettersOnly('é\n🦊')).toBe('%C3%A9%0A%F0%9F%A6%8A');
  });
});

describe('percent-decoding', () => {
  test.each([
    ['', ''],
    ['plain', 'plain'],
    ['a%25b', 'a%b'],
    ['%c3%A9', 'é'],
    ['%EF%BB%BFa', '\ufeffa'],
    ['%00', '\0'],
  ])('of %j gives %j', (encoded, text) => {
    expect(percentDecode(encoded)).toBe(text);
  });

  test.each([
    ['a sequence is cut short', 'a%'],
    ['a sequence is cut short', 'a%4'],
    ['a digit is not hex', '%4g'],
    ['a digit is not hex', '%+1'],
    ['the bytes are not UTF-8', '%FF'],
    ['a sequence of bytes is cut short', '%C3'],
    ['a character is spelled too long', '%C0%AF'],
    ['the bytes are a surrogate', '%ED%A0%80'],
    ['a character beside the sequence is not ASCII', 'é%41'],
  ])('gives nothing when %s: %j', (_what, encoded) => {
    expect(percentDecode(encoded)).toBeUndefined();
  });
});
