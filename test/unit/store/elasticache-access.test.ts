import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  elasticacheAccess,
  elasticacheToken,
  type TokenRequest,
} from '../../../functions/shared/store/elasticache-access.ts';
import type { StoreAccess } from '../../../functions/shared/store/store-access.ts';

const CACHE = { host: 'cache.example.internal', port: 6379 };

let accessKeyId: string;
let signed: number;
let access: StoreAccess;
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
  access = elasticacheAccess(
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

const REQUEST: TokenRequest = {
  cacheName: 'wiki-sso-cache',
  userId: 'wiki-sso-authorizer',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
};
const NOW = new Date('2026-11-23T05:30:48Z');

const parts = (token: string) => {
  const [place, query = ''] = token.split('/?');
  return { place, query: query.split('&').sort() };
};

// What botocore's RequestSigner (1.44.5), the reference, makes of the same request at the same second.
const START =
  'wiki-sso-cache/?Action=connect&User=wiki-sso-authorizer&ResourceType=ServerlessCache&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
  '&X-Amz-Credential=AKIDEXAMPLE%2F20261123%2Feu-central-1%2Felasticache%2Faws4_request' +
  '&X-Amz-Date=20261123T053048Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host';

describe('a token for ElastiCache', () => {
  test("is a presigned URL without its scheme, as AWS's own library makes it", async () => {
    const reference = `${START}&X-Amz-Signature=623f16a7fded55b97b7e5dc94212298ccf8dc2999da8a85eddf226e4889316a6`;
    expect(parts(await elasticacheToken(REQUEST, NOW))).toEqual(parts(reference));
  });

  test("carries the session token of a function's role", async () => {
    const reference =
      `${START}&X-Amz-Security-Token=a%2Fsession%2Btoken%3D%3D` +
      '&X-Amz-Signature=fca8558d08ab6609f1e6b1d321f8900192b431450543b94467147ead84acb7aa';
    const credentials = { ...REQUEST.credentials, sessionToken: 'a/session+token==' };
    expect(parts(await elasticacheToken({ ...REQUEST, credentials }, NOW))).toEqual(parts(reference));
  });

  test('is good for no other user, cache, region or time', async () => {
    const tokens = await Promise.all([
      elasticacheToken(REQUEST, NOW),
      elasticacheToken({ ...REQUEST, userId: 'wiki-sso-expire' }, NOW),
      elasticacheToken({ ...REQUEST, cacheName: 'other-cache' }, NOW),
      elasticacheToken({ ...REQUEST, region: 'us-east-1' }, NOW),
      elasticacheToken(REQUEST, new Date(NOW.getTime() + 1000)),
    ]);
    const signatures = tokens.map((token) => /X-Amz-Signature=([0-9a-f]{64})/.exec(token)?.[1]);
    expect(new Set(signatures).size).toBe(tokens.length);
  });

  test('never holds the secret key', async () => {
    const token = decodeURIComponent(await elasticacheToken(REQUEST, NOW));
    expect(token).not.toContain(REQUEST.credentials.secretAccessKey);
  });
});
