import { describe, expect, test } from '@jest/globals';
import { SecretUnavailable } from '../../../functions/shared/runtime/errors.ts';
import { parseStoreUrl } from '../../../functions/shared/sessions/store-url.ts';

describe("the store's URL", () => {
  test.each(['redis://localhost:6379', 'rediss://user:p%40ss@store.example.com:6380/1'])(
    'may be %s',
    (url) => {
      expect(parseStoreUrl(url)).toBe(url);
    },
  );

  test('may end in a line break, as files do', () => {
    expect(parseStoreUrl('redis://localhost:6379\n')).toBe('redis://localhost:6379');
  });

  test.each([
    '',
    'localhost:6379',
    'https://user:hunter2@host',
    'redis:hunter2',
    'rediss://hunter2@:x',
    '{"url":"redis://hunter2"}',
  ])('is refused, and not repeated: %j', (text) => {
    const parse = () => parseStoreUrl(text);
    expect(parse).toThrow(SecretUnavailable);
    try {
      parse();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
    }
  });
});
