import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ElasticacheAccess } from '../../../functions/shared/store/elasticache-access.ts';
import type { TokenRequest } from '../../../functions/shared/store/elasticache-token.ts';

const CACHE = { host: 'cache.example.internal', port: 6379 };

let accessKeyId: string;
let signed: number;
let access: ElasticacheAccess;
beforeEach(() => {
  jest.useFakeTimers();
  accessKeyId = 'first';
  signed = 0;
  const request = (): TokenRequest => ({
    cacheName: 'cache',
    userId: 'authorizer',
    region: 'eu-central-1',
    credentials: { accessKeyId, secretAccessKey: 'secret' },
  });
  access = new ElasticacheAccess(
    CACHE,
    request,
    async ({ credentials }) => `${credentials.accessKeyId}-${++signed}`,
  );
});
afterEach(() => {
  jest.useRealTimers();
});

const password = async () => (await access.endpoint()).password;

describe('access to ElastiCache', () => {
  test("is by TLS, as the function's user, with a token for a password", async () => {
    expect(await access.endpoint()).toEqual({
      ...CACHE,
      username: 'authorizer',
      password: 'first-1',
      tls: {},
    });
  });

  test('keeps a token for ten of its fifteen minutes', async () => {
    await password();
    jest.advanceTimersByTime(599_999);
    expect(await password()).toBe('first-1');
    jest.advanceTimersByTime(1);
    expect(await password()).toBe('first-2');
  });

  test('takes a new token at once when the store refuses one, from the newest credentials', async () => {
    await password();
    accessKeyId = 'second';
    await access.renew();
    expect(await password()).toBe('second-2');
  });
});
