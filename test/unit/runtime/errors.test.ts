import { describe, expect, test } from '@jest/globals';
import {
  BodyTooLargeError,
  errorFields,
  HookReplayedError,
  InvalidBodyError,
  InvalidSettingError,
  SecretUnavailableError,
  SignatureRefusedError,
  StoreUnreachableError,
  UnknownWikiError,
  UnsupportedMediaTypeError,
} from '../../../functions/shared/runtime/errors.ts';

test.each([
  [new BodyTooLargeError(8192), 'BodyTooLarge', 'body_too_large', 'The body is longer than 8192 bytes.'],
  [new SignatureRefusedError('stale', 'Too old.'), 'SignatureRefused', 'invalid_signature', 'Too old.'],
  [
    new UnsupportedMediaTypeError(),
    'UnsupportedMediaType',
    'unsupported_media_type',
    'Content-Type: application/json',
  ],
  [new InvalidBodyError('"username" is empty.'), 'InvalidBody', 'invalid_body', '"username" is empty.'],
  [new HookReplayedError(), 'HookReplayed', 'replayed', 'used before'],
  [new StoreUnreachableError('READONLY'), 'StoreUnreachable', 'store_unreachable', 'under a new webhook-id'],
  [
    new SecretUnavailableError('AccessDenied'),
    'SecretUnavailable',
    'secret_unavailable',
    'cannot read its secrets',
  ],
  [new InvalidSettingError('X is not set.'), 'InvalidSetting', 'invalid_setting', 'X is not set.'],
  [new UnknownWikiError('abc'), 'UnknownWiki', 'unknown_wiki', 'for API "abc"'],
])(
  '%s keeps its name and code whatever a bundler does, and tells its reader what to do',
  (error, name, code, message) => {
    expect(error).toMatchObject({ name, code, message: expect.stringContaining(message) });
  },
);

test('what only the log may know is no part of the message', () => {
  expect(new StoreUnreachableError('READONLY').message).not.toContain('READONLY');
  expect(new SecretUnavailableError('AccessDenied').message).not.toContain('AccessDenied');
});

const SECRET = 'hunter2';

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('what the log says of an error of ours', () => {
  test.each([
    [new SignatureRefusedError('stale', 'Too old.'), { error: 'SignatureRefused', detail: 'stale' }],
    [new StoreUnreachableError('READONLY'), { error: 'StoreUnreachable', detail: 'READONLY' }],
    [new SecretUnavailableError('AccessDenied'), { error: 'SecretUnavailable', detail: 'AccessDenied' }],
    [new InvalidBodyError('"email" is missing.'), { error: 'InvalidBody', detail: '"email" is missing.' }],
    [new UnknownWikiError('abc'), { error: 'UnknownWiki', detail: 'No wiki is configured for API "abc".' }],
  ])('is its name and its own word: %#', (error, fields) => {
    expect(errorFields(error)).toEqual(fields);
  });
});

describe('what the log says of any other error', () => {
  test('is its name and where it was thrown', () => {
    const fields = errorFields(thrownBy(() => (null as unknown as { a: unknown }).a));
    expect(fields.error).toBe('TypeError');
    expect(fields.stack).toMatch(/^\s+at .*errors\.test/);
    expect(fields.stack?.split('\n').length).toBeLessThanOrEqual(8);
  });

  test.each([
    ['JSON.parse, which quotes its input', () => thrownBy(() => JSON.parse(`{"password": ${SECRET}}`))],
    [
      'JSON.parse of an input that looks like a stack',
      () => thrownBy(() => JSON.parse(`\n  at ${SECRET}\n  at x`)),
    ],
    ['a message that looks like a stack', () => new Error(`first\n    at ${SECRET} (file.ts:1:1)`)],
    [
      "a store's reply, which carries the command",
      () =>
        Object.assign(new Error(SECRET), { name: 'ReplyError', command: { name: 'auth', args: [SECRET] } }),
    ],
    ['an error with a cause', () => new Error('outer', { cause: new Error(SECRET) })],
    ['several errors in one', () => new AggregateError([new Error(SECRET)], SECRET)],
    ['an error with fields', () => Object.assign(new Error('x'), { detail: SECRET, body: SECRET })],
    ['a text', () => SECRET],
    ['an object', () => ({ message: SECRET, name: SECRET, stack: `at ${SECRET}` })],
    ['an error whose stack was taken away', () => Object.assign(new Error(SECRET), { stack: undefined })],
    [
      'an error whose message was changed after its stack was written',
      () => {
        const error = new Error(`${'a'.repeat(80)}\n    at ${SECRET}`);
        expect(error.stack).toContain(SECRET);
        error.message = 'not in the stack';
        return error;
      },
    ],
  ])('repeats nothing of %s', (_what, make) => {
    expect(JSON.stringify(errorFields(make()))).not.toContain(SECRET);
  });

  test('is the same for what is no error at all', () => {
    for (const thrown of [undefined, null, 7, Symbol('x')])
      expect(errorFields(thrown)).toEqual({ error: 'unknown' });
  });
});
