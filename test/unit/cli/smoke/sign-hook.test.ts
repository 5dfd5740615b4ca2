import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signedHeaders } from '../../../../cli/site/sign-hook.ts';

const key = randomBytes(33);

test('a hook is signed as the reference library signs it', () => {
  const body = JSON.stringify({ username: 'Žluť 李 🐎', email: '' });
  const id = randomUUID();
  const at = new Date(1_800_000_000_999);

  const headers = Object.fromEntries(signedHeaders(body, key, { id, at }));

  expect(headers).toEqual({
    'webhook-id': id,
    'webhook-timestamp': '1800000000',
    'webhook-signature': new Webhook(key.toString('base64')).sign(id, at, body),
  });
});

test('the reference library verifies it', () => {
  const body = '{"a":1}';
  const headers = Object.fromEntries(signedHeaders(body, key));
  expect(new Webhook(key.toString('base64')).verify(body, headers)).toEqual({ a: 1 });
});

test('every hook has an id of its own', () => {
  const ids = [signedHeaders('{}', key), signedHeaders('{}', key)].map(([line]) => line?.[1]);
  expect(new Set(ids).size).toBe(2);
});
