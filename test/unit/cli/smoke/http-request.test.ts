import { afterEach, expect, test } from '@jest/globals';
import { headerValues, sendRequest } from '../../../../cli/http/http-request.ts';
import { type Answer, DeploymentDouble } from './deployment-double.ts';

let double: DeploymentDouble;
afterEach(() => double.stop());

async function start(answer: Answer = () => ({ status: 204 })) {
  double = await DeploymentDouble.start(answer);
  return double.target().wikiUrl;
}

test('a host under .localhost is this machine, and Host has its spelling', async () => {
  const url = await start();
  const { status } = await sendRequest({ method: 'GET', url, timeoutMs: 2000 });
  expect(status).toBe(204);
  expect(double.requests[0]?.headers).toEqual(expect.arrayContaining(['Host', url.host]));
});

test('header lines and the path are sent unchanged: spelling, order, duplicates', async () => {
  const url = await start();
  const headers = [
    ['X_Remote.User', 'a'],
    ['cookie', 'a=1'],
    ['Cookie', 'b=2'],
    ['Host', 'OTHER.'],
  ] as const;
  await sendRequest({ method: 'GET', url, target: '/a%2Fb%3F+%25?x=%20', headers, timeoutMs: 2000 });
  expect(double.requests[0]?.path).toBe('/a%2Fb%3F+%25?x=%20');
  expect(double.requests[0]?.headers.slice(0, 8)).toEqual(headers.flat());
  expect(double.requests[0]?.headers.filter((name) => name === 'Host')).toHaveLength(1);
});

test('redirects are not followed', async () => {
  const url = await start(() => ({ status: 302, headers: { location: '/elsewhere' } }));
  const answer = await sendRequest({ method: 'GET', url, timeoutMs: 2000 });
  expect(headerValues(answer, 'LOCATION')).toEqual(['/elsewhere']);
  expect(double.requests).toHaveLength(1);
});

test('a truncated answer counts as none', async () => {
  const url = await start(() => ({ status: 200, headers: { 'content-length': '100' }, body: 'short' }));
  await expect(sendRequest({ method: 'GET', url, timeoutMs: 300 })).rejects.toMatchObject({
    name: 'NoAnswerError',
  });
});
