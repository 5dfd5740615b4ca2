import { describe, expect, test } from '@jest/globals';
import { errorFields } from '../../../functions/shared/runtime/error-fields.ts';
import {
  InvalidBody,
  SecretUnavailable,
  SignatureRefused,
  StoreUnreachable,
  UnknownWiki,
} from '../../../functions/shared/runtime/errors.ts';

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
    [new SignatureRefused('stale', 'Too old.'), { error: 'SignatureRefused', detail: 'stale' }],
    [new StoreUnreachable('READONLY'), { error: 'StoreUnreachable', detail: 'READONLY' }],
    [new SecretUnavailable('AccessDenied'), { error: 'SecretUnavailable', detail: 'AccessDenied' }],
    [new InvalidBody('"email" is missing.'), { error: 'InvalidBody', detail: '"email" is missing.' }],
    [new UnknownWiki('abc'), { error: 'UnknownWiki', detail: 'No wiki is configured for API "abc".' }],
  ])('is its name and its own word: %#', (error, fields) => {
    expect(errorFields(error)).toEqual(fields);
  });
});

describe('what the log says of any other error', () => {
  test('is its name and where it was thrown', () => {
    const fields = errorFields(thrownBy(() => (null as unknown as { a: unknown }).a));
    expect(fields.error).toBe('TypeError');
    expect(fields.stack).toMatch(/^\s+at .*error-fields\.test/);
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
