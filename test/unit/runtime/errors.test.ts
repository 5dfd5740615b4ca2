import { expect, test } from '@jest/globals';
import {
  BodyTooLarge,
  HookReplayed,
  InvalidBody,
  InvalidSetting,
  SecretUnavailable,
  SignatureRefused,
  StoreUnreachable,
  UnknownWiki,
  UnsupportedMediaType,
} from '../../../functions/shared/runtime/errors.ts';

test.each([
  [new BodyTooLarge(8192), 'BodyTooLarge', 'body_too_large', 'The body is longer than 8192 bytes.'],
  [new SignatureRefused('stale', 'Too old.'), 'SignatureRefused', 'invalid_signature', 'Too old.'],
  [
    new UnsupportedMediaType(),
    'UnsupportedMediaType',
    'unsupported_media_type',
    'Content-Type: application/json',
  ],
  [new InvalidBody('"username" is empty.'), 'InvalidBody', 'invalid_body', '"username" is empty.'],
  [new HookReplayed(), 'HookReplayed', 'replayed', 'used before'],
  [new StoreUnreachable('READONLY'), 'StoreUnreachable', 'store_unreachable', 'under a new webhook-id'],
  [
    new SecretUnavailable('AccessDenied'),
    'SecretUnavailable',
    'secret_unavailable',
    'cannot read its secrets',
  ],
  [new InvalidSetting('X is not set.'), 'InvalidSetting', 'invalid_setting', 'X is not set.'],
  [new UnknownWiki('abc'), 'UnknownWiki', 'unknown_wiki', 'for API "abc"'],
])(
  '%s keeps its name and code whatever a bundler does, and tells its reader what to do',
  (error, name, code, message) => {
    expect(error).toMatchObject({ name, code, message: expect.stringContaining(message) });
  },
);

test('what only the log may know is no part of the message', () => {
  expect(new StoreUnreachable('READONLY').message).not.toContain('READONLY');
  expect(new SecretUnavailable('AccessDenied').message).not.toContain('AccessDenied');
});
