import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { elasticacheToken } from '../../functions/shared/store/elasticache-access.ts';
import { PYTHON } from '../../local/paths.ts';

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const REQUEST = {
  cacheName: 'wikisso-vpc-0a1b2c',
  userId: 'wikisso-authorizer',
  region: 'eu-central-1',
  credentials: KEYS,
};

test.each([
  ["a role's lasting keys", REQUEST, '2026-11-23T05:30:48.000Z'],
  [
    'the keys of a function, with their session',
    { ...REQUEST, credentials: { ...KEYS, sessionToken: `IQoJb3JpZ2luX2VjE${'/+='.repeat(300)}` } },
    '2026-12-31T23:59:59.000Z',
  ],
  [
    'another cache, user and region',
    { ...REQUEST, cacheName: 'c', userId: 'wikisso-login-hook', region: 'us-gov-west-1' },
    '2027-01-01T00:00:00.000Z',
  ],
])("the token is to the byte that of AWS's own library: %s", async (_what, request, now) => {
  const input = JSON.stringify({ ...request, now });
  const reference = execFileSync(PYTHON, ['test/support/botocore_token.py'], { input, encoding: 'utf8' });
  expect(await elasticacheToken(request, new Date(now))).toBe(reference);
});
