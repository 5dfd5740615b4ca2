import { describe, expect, test } from '@jest/globals';
import { assertUtf8, rawBody } from '../../../functions/shared/hook/raw-body.ts';
import { BodyTooLargeError, InvalidBodyError } from '../../../functions/shared/runtime/errors.ts';

describe('the raw body', () => {
  test('is the bytes of the text, or of what the gateway passed as base64', () => {
    expect(rawBody({ body: 'Zoë', isBase64Encoded: false })).toEqual(Buffer.from('Zoë'));
    expect(rawBody({ body: 'Wm/Dqw==', isBase64Encoded: true })).toEqual(Buffer.from('Zoë'));
  });

  test('is empty when there is none', () => {
    expect(rawBody({ isBase64Encoded: false })).toHaveLength(0);
  });

  test('has up to 8,192 bytes, counted after decoding', () => {
    const most = Buffer.alloc(8192, 'x');
    const over = Buffer.alloc(8193, 'x');
    expect(rawBody({ body: most.toString(), isBase64Encoded: false })).toHaveLength(8192);
    expect(rawBody({ body: most.toString('base64'), isBase64Encoded: true })).toHaveLength(8192);
    expect(() => rawBody({ body: over.toString(), isBase64Encoded: false })).toThrow(BodyTooLargeError);
    expect(() => rawBody({ body: over.toString('base64'), isBase64Encoded: true })).toThrow(
      BodyTooLargeError,
    );
    expect(() => rawBody({ body: 'é'.repeat(4097), isBase64Encoded: false })).toThrow(BodyTooLargeError);
  });

  test('must be UTF-8', () => {
    expect(() => assertUtf8(Buffer.from('Zoë 🦊'))).not.toThrow();
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      expect(() => assertUtf8(Buffer.from(bytes))).toThrow(InvalidBodyError);
    }
  });
});
