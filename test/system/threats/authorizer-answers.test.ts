import { beforeAll, expect, test } from '@jest/globals';
import { AwsClient } from '../../../local/aws-client.ts';
import { authorizerEvent } from '../../../local/gateway/authorizer-event.ts';
import { type DeployedApi, readDeployedApi } from '../../../local/gateway/deployed-api.ts';
import type { HeaderList } from '../../../local/gateway/header-list.ts';
import { stackOutput } from '../support/operator.ts';
import { endpoints, turnStore } from '../support/system-under-test.ts';
import { logInByHook } from '../support/wiki-cookie.ts';

const aws = new AwsClient(Number(new URL(endpoints.awsEndpointUrl).port));
let api: DeployedApi;
beforeAll(async () => {
  api = await readDeployedApi(aws, stackOutput('Wiki0ApiId'));
});

interface Answer {
  isAuthorized: unknown;
  context: Record<string, unknown>;
}

/** What the deployed authorizer answers; undefined when it throws. */
async function ask(method: string, headers: HeaderList, change: object = {}): Promise<Answer | undefined> {
  const host = new URL(endpoints.wikiUrl).hostname;
  const event = authorizerEvent(api, {
    ...{ method, rawPath: '/Home', rawQuery: '', httpVersion: '1.1', headers, host },
    ...{ sourceIp: '127.0.0.1', requestId: 'test=', timeEpoch: Date.now() },
  });
  const path = `/2015-03-31/functions/${encodeURIComponent(api.authorizerFunction)}/invocations`;
  const response = await aws.call('lambda', 'POST', path, JSON.stringify({ ...event, ...change }));
  const text = await response.text();
  return response.headers.get('x-amz-function-error') ? undefined : (JSON.parse(text) as Answer);
}

test('ministack 1370: isAuthorized is a boolean, and the context four texts, in every answer', async () => {
  const { pair } = await logInByHook('carol');
  const dead = `${endpoints.cookieName}=carol##${'0'.repeat(64)}`;
  const cases: [boolean, string, HeaderList][] = [
    [true, 'GET', []],
    [true, 'POST', []],
    [true, 'GET', [['cookie', pair]]],
    [true, 'POST', [['cookie', pair]]],
    [true, 'GET', [['cookie', dead]]],
    [false, 'POST', [['cookie', dead]]],
    [false, 'get', [['cookie', dead]]],
    [false, 'GET', [['x_remote.user', 'boss']]],
  ];
  for (const [isAuthorized, method, headers] of cases) {
    const answer = await ask(method, headers);
    expect(answer).toStrictEqual({
      isAuthorized,
      context: Object.fromEntries(
        ['username', 'email', 'assertion', 'reason'].map((key) => [key, expect.any(String)]),
      ),
    });
  }
});

test('ministack 1370: with the store out of reach it is a boolean too, or an error', async () => {
  const { pair } = await logInByHook('carol');
  await turnStore('down');
  try {
    expect(await ask('GET', [['cookie', pair]])).toMatchObject({
      isAuthorized: true,
      context: { username: '' },
    });
    expect(await ask('POST', [['cookie', pair]])).toBeUndefined();
  } finally {
    await turnStore('up');
  }
});

test('CVE-2026-48794: the wiki is told by the API id alone: another id is an error, whatever the host says', async () => {
  const { pair } = await logInByHook('carol');
  const requestContext = {
    apiId: 'ffffffff',
    domainName: new URL(endpoints.wikiUrl).hostname,
    http: { method: 'GET' },
  };
  expect(await ask('GET', [['cookie', pair]], { requestContext })).toBeUndefined();
});

test('an event without cookies or headers, or with null for them, is nobody', async () => {
  for (const change of [
    { headers: undefined },
    { headers: null, cookies: null },
    { cookies: [] },
    { headers: {} },
  ]) {
    expect(await ask('GET', [], change)).toMatchObject({
      isAuthorized: true,
      context: { reason: 'no-cookie' },
    });
  }
});
