import { describe, expect, test } from '@jest/globals';
import { cachedHookKeys } from '../../../functions/shared/hook/hook-dependencies.ts';
import { SecretUnavailableError } from '../../../functions/shared/runtime/errors.ts';

const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, i) => i * 7));
const text = (length: number) => bytes(length).toString('base64');

describe('the keys of the hooks', () => {
  const keysOf = (current: string | undefined, previous: string | undefined) =>
    cachedHookKeys('arn', async (_arn, stage) => (stage === 'AWSCURRENT' ? current : previous)).get();
  const bytesOf = async (current: string, previous: string | undefined) =>
    (await keysOf(current, previous)).map((key) => key.export());

  test('are the current one and, during a rotation, the previous', async () => {
    expect(await bytesOf(text(32), undefined)).toEqual([bytes(32)]);
    expect(await bytesOf(text(32), text(24))).toEqual([bytes(32), bytes(24)]);
  });

  test('are read from the one secret, both versions', async () => {
    const asked: string[] = [];
    const read = async (arn: string, stage: string) => {
      asked.push(`${arn} ${stage}`);
      return text(32);
    };
    await cachedHookKeys('arn', read).get();
    expect(asked).toEqual(['arn AWSCURRENT', 'arn AWSPREVIOUS']);
  });

  test('are unavailable without a current key', async () => {
    await expect(keysOf(undefined, undefined)).rejects.toThrow(SecretUnavailableError);
    await expect(keysOf(undefined, text(32))).rejects.toThrow(SecretUnavailableError);
    await expect(keysOf('nonsense', text(32))).rejects.toThrow(SecretUnavailableError);
  });

  test('ignore a previous text that never was a key, which a corrected bad secret leaves behind', async () => {
    expect(await bytesOf(text(32), 'a placeholder')).toEqual([bytes(32)]);
  });
});
