import { expect, test } from '@jest/globals';
import { storeFromEnv } from '../../../functions/shared/store/store-from-env.ts';

const IAM = {
  CACHE_HOST: 'cache.example.internal',
  CACHE_PORT: '6379',
  CACHE_NAME: 'cache',
  CACHE_USER: 'authorizer',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'key',
};

test('a function starts with a URL in a secret, or with a cache of its own', () => {
  expect(() => storeFromEnv({ STORE_URL_SECRET_ARN: 'arn:1' })).not.toThrow();
  expect(() => storeFromEnv(IAM)).not.toThrow();
});

test.each([
  ['STORE_URL_SECRET_ARN is not set.', {}],
  ['CACHE_PORT is not set.', { ...IAM, CACHE_PORT: undefined }],
  ['CACHE_PORT: expected a whole number', { ...IAM, CACHE_PORT: '0' }],
  ['CACHE_NAME is not set.', { ...IAM, CACHE_NAME: '' }],
  ['CACHE_USER is not set.', { ...IAM, CACHE_USER: undefined }],
])('a function does not start when %s', (message, env) => {
  expect(() => storeFromEnv(env)).toThrow(expect.objectContaining({ code: 'invalid_setting' }));
  expect(() => storeFromEnv(env)).toThrow(message);
});
