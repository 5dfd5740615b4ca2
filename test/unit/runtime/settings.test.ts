import { describe, expect, test } from '@jest/globals';
import { InvalidSettingError } from '../../../functions/shared/runtime/errors.ts';
import { readInteger, readMatching, readText } from '../../../functions/shared/runtime/settings.ts';

const refusal = (message: string) => new InvalidSettingError(message);

describe('a setting', () => {
  test('is read as it stands', () => {
    expect(readText({ A: ' x ' }, 'A')).toBe(' x ');
    expect(readInteger({ A: '60' }, 'A', 60, 60)).toBe(60);
    expect(readMatching({ A: 'x' }, 'A', /^x$/, 'an x')).toBe('x');
  });

  test('that is missing or empty is named', () => {
    for (const env of [{}, { A: '' }, { A: undefined }]) {
      expect(() => readText(env, 'A')).toThrow(refusal('A is not set.'));
      expect(() => readInteger(env, 'A', 1, 2)).toThrow(refusal('A is not set.'));
      expect(() => readMatching(env, 'A', /x/, 'an x')).toThrow(refusal('A is not set.'));
    }
  });

  test.each(['0', '4', '-1', '1.5', '2e0', ' 2', '2 ', '0x2', '٢', 'two', '9'.repeat(400)])(
    'that must be a whole number from 1 to 3 rejects %j',
    (text) => {
      expect(() => readInteger({ A: text }, 'A', 1, 3)).toThrow(
        refusal(`A: expected a whole number from 1 to 3, got ${JSON.stringify(text)}.`),
      );
    },
  );

  test('that does not match says what it expected and what it got', () => {
    expect(() => readMatching({ A: 'y\n' }, 'A', /^x$/, 'an x')).toThrow(
      refusal('A: expected an x, got "y\\n".'),
    );
  });
});
