import { describe, expect, test } from '@jest/globals';
import { cachedCurrentSecret } from '../../../functions/shared/runtime/cached-secret.ts';
import { SecretUnavailable } from '../../../functions/shared/runtime/errors.ts';

describe('a secret', () => {
  test('is the current version, parsed once', async () => {
    const asked: string[] = [];
    const secret = cachedCurrentSecret(
      'arn',
      (text) => ({ text }),
      async (arn, stage) => {
        asked.push(`${arn} ${stage}`);
        return 'words';
      },
    );
    const value = await secret.get();
    expect(value).toEqual({ text: 'words' });
    expect(await secret.get()).toBe(value);
    expect(asked).toEqual(['arn AWSCURRENT']);
  });

  test('without text is not available', async () => {
    await expect(cachedCurrentSecret('arn', String, async () => undefined).get()).rejects.toThrow(
      SecretUnavailable,
    );
  });

  test('that cannot be parsed is not cached', async () => {
    let text = 'bad';
    const parse = (read: string) => {
      if (read === 'bad') throw new SecretUnavailable('bad');
      return read;
    };
    const secret = cachedCurrentSecret('arn', parse, async () => text);
    await expect(secret.get()).rejects.toThrow(SecretUnavailable);
    text = 'good';
    expect(await secret.get()).toBe('good');
  });
});
