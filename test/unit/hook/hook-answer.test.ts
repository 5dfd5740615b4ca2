import { describe, expect, test } from '@jest/globals';
import { hookAnswer, hookErrorAnswer } from '../../../functions/shared/hook/hook-answer.ts';
import {
  BodyTooLargeError,
  HookReplayedError,
  InvalidBodyError,
  InvalidSettingError,
  SecretUnavailableError,
  SignatureRefusedError,
  StoreUnreachableError,
  UnsupportedMediaTypeError,
} from '../../../functions/shared/runtime/errors.ts';

test('a success carries the cookie as a header, and is kept by no cache', () => {
  expect(hookAnswer('a=b; Path=/', { removed: true })).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    cookies: ['a=b; Path=/'],
    body: '{"removed":true}',
  });
});

describe('an error', () => {
  test.each([
    [413, 'body_too_large', new BodyTooLargeError(8192)],
    [401, 'invalid_signature', new SignatureRefusedError('stale', 'Too old.')],
    [415, 'unsupported_media_type', new UnsupportedMediaTypeError()],
    [400, 'invalid_body', new InvalidBodyError('"email" is missing.')],
    [409, 'replayed', new HookReplayedError()],
    [503, 'store_unreachable', new StoreUnreachableError('READONLY')],
    [503, 'secret_unavailable', new SecretUnavailableError('AccessDenied')],
  ])('answers %i %s, with its message and no cookie', (status, code, error) => {
    const { statusCode, headers, body, cookies } = hookErrorAnswer(error);
    expect(statusCode).toBe(status);
    expect(JSON.parse(body ?? '')).toEqual({ error: { code, message: error.message } });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(headers?.['retry-after']).toBe(status === 503 ? '1' : undefined);
    expect(cookies).toBeUndefined();
  });

  test("keeps the store's and the secrets' own words for the log", () => {
    const answers = [new StoreUnreachableError('WRONGPASS'), new SecretUnavailableError('AccessDenied')].map(
      hookErrorAnswer,
    );
    expect(JSON.stringify(answers)).not.toMatch(/WRONGPASS|AccessDenied/);
  });

  test.each([
    [new Error('hunter2')],
    [new InvalidSettingError('X is "hunter2"')],
    ['hunter2'],
    [undefined],
    [null],
  ])('that no caller can mend is a 500 that says nothing: %p', (error) => {
    const { statusCode, body } = hookErrorAnswer(error);
    expect(statusCode).toBe(500);
    expect(JSON.parse(body ?? '')).toEqual({
      error: { code: 'internal_error', message: 'The bridge failed. Its log says more.' },
    });
  });
});
