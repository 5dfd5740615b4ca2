import { describe, expect, test } from '@jest/globals';
import { SecretUnavailableError } from '../../../functions/shared/runtime/errors.ts';
import { parseStoreUrl } from '../../../functions/shared/store/store-url.ts';

describe("the store's URL", () => {
  test.each([
    ['redis://localhost:6379', { host: 'localhost', port: 6379 }],
    ['redis://127.0.0.1:7000\n', { host: '127.0.0.1', port: 7000 }],
    ['redis://[::1]:6379', { host: '::1', port: 6379 }],
    ['rediss://store.example.com', { host: 'store.example.com', port: 6379, tls: {} }],
    [
      'rediss://user:p%40ss@store.example.com:6380/1',
      { host: 'store.example.com', port: 6380, username: 'user', password: 'p@ss', db: 1, tls: {} },
    ],
    [
      'rediss://:secret@store.example.com',
      { host: 'store.example.com', port: 6379, password: 'secret', tls: {} },
    ],
  ])('%s is understood', (url, endpoint) => {
    expect(parseStoreUrl(url)).toEqual(endpoint);
  });

  test('goes by TLS with an authority of its own, when one is given', () => {
    expect(parseStoreUrl('rediss://store.example.com', { ca: 'PEM' }).tls).toEqual({ ca: 'PEM' });
  });

  test('may lead to another host without TLS only when that host is allowed by name', () => {
    const url = 'redis://redis.internal:6379';
    expect(() => parseStoreUrl(url)).toThrow(SecretUnavailableError);
    expect(() => parseStoreUrl(url, { plaintextHost: 'other.internal' })).toThrow(SecretUnavailableError);
    expect(parseStoreUrl(url, { plaintextHost: 'redis.internal' })).toEqual({
      host: 'redis.internal',
      port: 6379,
    });
  });

  test.each([
    '',
    'hunter2',
    'http://:hunter2@localhost',
    'redis://',
    'redis://host with spaces:hunter2',
    'redis://:hunter2@localhost:99999',
    'rediss://:hunter2@host/name',
    'rediss://:hunter2@host/1x',
    'rediss://:hunter2@host/x1',
    'rediss://:hunter2@host/1/2',
    'rediss://:hunter2@host/1234',
    'see rediss://:hunter2@host',
    'http://host/rediss://hunter2',
    'rediss://:%E0hunter2@host',
    'redis://:hunter2@elsewhere.example.com',
  ])('%s is refused without being repeated', (url) => {
    let thrown: unknown;
    try {
      parseStoreUrl(url);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SecretUnavailableError);
    expect((thrown as SecretUnavailableError).reason).toMatch(/^the store (secret|URL) .{10,}/);
    expect(`${thrown} ${JSON.stringify(thrown)}`).not.toContain('hunter2');
  });
});
