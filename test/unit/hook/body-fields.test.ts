import { describe, expect, test } from '@jest/globals';
import {
  bodyObject,
  emailField,
  has,
  memberField,
  usernameField,
} from '../../../functions/shared/hook/body-fields.ts';
import { InvalidBodyError } from '../../../functions/shared/runtime/errors.ts';

const MEMBER = '0a'.repeat(32);
const refusal = (message: string) =>
  expect.objectContaining({ name: 'InvalidBody', message: expect.stringContaining(message) });
const thrownBy = (act: () => unknown) => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

test.each([null, true, 7, 'text', [], [{}], undefined])('a body of %j is no object', (body) => {
  expect(() => bodyObject(body)).toThrow(InvalidBodyError);
});

describe('a field', () => {
  test('is there when the body itself has it, whatever its value', () => {
    expect(has({ a: null }, 'a')).toBe(true);
    expect(has({ a: undefined }, 'a')).toBe(true);
    expect(has({}, 'a')).toBe(false);
  });

  test('is never inherited', () => {
    const body = Object.create({ username: 'admin' }) as Record<string, unknown>;
    expect(has(body, 'username')).toBe(false);
    expect(has({}, 'constructor')).toBe(false);
    expect(thrownBy(() => usernameField(body))).toEqual(refusal('"username" is missing.'));
  });

  test('is given in its canonical form', () => {
    expect(usernameField({ username: 'a\u0301' })).toBe('\u00e1');
    expect(emailField({ email: 'a\u0301@x' })).toBe('\u00e1@x');
    expect(emailField({ email: '' })).toBe('');
    expect(memberField({ replaces: MEMBER }, 'replaces')).toBe(MEMBER);
  });

  test.each([
    ['is missing', () => usernameField({}), '"username" is missing.'],
    ['is missing', () => emailField({ username: 'a' }), '"email" is missing.'],
    ['is null', () => usernameField({ username: null }), '"username" must be a string.'],
    ['is a number', () => usernameField({ username: 7 }), '"username" must be a string.'],
    ['is a list', () => emailField({ email: ['a@b'] }), '"email" must be a string.'],
    ['is empty', () => usernameField({ username: '' }), '"username" is empty.'],
    ['is blank', () => usernameField({ username: ' ' }), '"username" begins or ends with white space.'],
    ['is no address', () => emailField({ email: 'x' }), '"email" must have one @'],
    [
      'is upper-case hex',
      () => memberField({ member: MEMBER.toUpperCase() }, 'member'),
      '"member" must be 64',
    ],
    ['is empty', () => memberField({ member: '' }, 'member'), '"member" must be 64 lower-case hex digits.'],
  ])('that %s is refused by name: %#', (_what, read, message) => {
    expect(thrownBy(read)).toEqual(refusal(message));
  });

  test('is not repeated in the refusal', () => {
    const error = thrownBy(() => usernameField({ username: 'hunter2\n' })) as Error;
    expect(error.message).not.toContain('hunter2');
  });
});
