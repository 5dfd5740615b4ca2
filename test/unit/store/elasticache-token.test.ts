import { describe, expect, test } from '@jest/globals';
import { elasticacheToken, type TokenRequest } from '../../../functions/shared/store/elasticache-token.ts';

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

  test('is good for nobody else, nowhere else and at no other time', async () => {
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
