import { describe, expect, test } from '@jest/globals';
import { cachedHookKeys, parseHookSecret } from '../../../functions/shared/hook/hook-secrets.ts';
import { SecretUnavailableError } from '../../../functions/shared/runtime/errors.ts';

const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, i) => i * 7));
const text = (length: number) => bytes(length).toString('base64');

describe('a hook secret', () => {
  test('is base64, with or without the prefix of Standard Webhooks', () => {
    expect(parseHookSecret(text(32)).export()).toEqual(bytes(32));
    expect(parseHookSecret(`whsec_${text(32)}`).export()).toEqual(bytes(32));
    expect(parseHookSecret(` whsec_${text(32)}\n`).export()).toEqual(bytes(32));
  });

  test('may be the 44 letters and digits that the stack generates', () => {
    expect(parseHookSecret('AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh').symmetricKeySize).toBe(33);
  });

  test('has at least 24 bytes', () => {
    expect(parseHookSecret(text(24)).symmetricKeySize).toBe(24);
    expect(() => parseHookSecret(text(23))).toThrow(SecretUnavailableError);
  });

  test.each([
    ['nothing', ''],
    ['only the prefix', 'whsec_'],
    ['the prefix twice', `whsec_whsec_${text(32)}`],
    ['base64url', `${'-_'.repeat(20)}`],
    ['a blank inside', `${text(30)} ${text(30)}`],
    ['JSON around it', `{"secret":"${text(32)}"}`],
    ['an asymmetric key', `whpk_${text(32)}`],
  ])('is refused, and not repeated, with %s', (_what, secret) => {
    const parse = () => parseHookSecret(secret);
    expect(parse).toThrow(SecretUnavailableError);
    try {
      parse();
    } catch (error) {
      if (secret !== '') expect(String(error) + JSON.stringify(error)).not.toContain(secret);
    }
  });
});

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

  test('are not to be had without a current key', async () => {
    await expect(keysOf(undefined, undefined)).rejects.toThrow(SecretUnavailableError);
    await expect(keysOf(undefined, text(32))).rejects.toThrow(SecretUnavailableError);
    await expect(keysOf('nonsense', text(32))).rejects.toThrow(SecretUnavailableError);
  });

  test('do without a previous text that never was a key: whoever corrects a bad secret leaves one behind', async () => {
    expect(await bytesOf(text(32), 'a placeholder')).toEqual([bytes(32)]);
  });
});
