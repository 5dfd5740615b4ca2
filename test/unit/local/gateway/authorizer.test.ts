import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer } from './fake-aws.ts';
import { GatewayUnderTest } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.prepare();
  await gateway.open(300);
});
afterEach(() => gateway.stop());

describe('the event', () => {
  test('has the documented shape', async () => {
    await gateway.send('POST /Z%C3%BC%20rich%2F1?b=2&a=%20&b=3 HTTP/1.1', [
      'User-Agent: test',
      'X-Twice: 1',
      'x-twice: 2',
      'Cookie: a=1; wiki_sso="x y"',
      'Content-Length: 0',
    ]);
    expect(gateway.aws.events).toEqual([
      {
        version: '2.0',
        type: 'REQUEST',
        routeArn: 'arn:aws:execute-api:us-east-1:000000000000:api1/$default/POST/Zü rich/1',
        identitySource: null,
        routeKey: '$default',
        rawPath: '/Zü rich/1',
        rawQueryString: 'b=2&a=%20&b=3',
        cookies: ['a=1', 'wiki_sso="x y"'],
        headers: {
          host: 'wiki.example.localhost',
          connection: 'close',
          'user-agent': 'test',
          'x-twice': '1,2',
          'content-length': '0',
        },
        queryStringParameters: { b: '2,3', a: ' ' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'api1',
          domainName: 'wiki.example.localhost',
          domainPrefix: 'wiki',
          http: {
            method: 'POST',
            path: '/Zü rich/1',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'test',
          },
          requestId: expect.stringMatching(/^[\w-]{15}=$/),
          routeKey: '$default',
          stage: '$default',
          time: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          timeEpoch: expect.any(Number),
        },
      },
    ]);
  });

  test('has neither cookies nor query when there are none, and never a body', async () => {
    await gateway.send('POST / HTTP/1.1', ['Content-Length: 3'], 'abc');
    for (const key of ['cookies', 'queryStringParameters', 'body', 'pathParameters']) {
      expect(gateway.aws.events[0]).not.toHaveProperty(key);
    }
  });

  test('keeps a path that does not decode', async () => {
    await gateway.send('GET /%zz%20 HTTP/1.1');
    expect(gateway.aws.events[0].rawPath).toBe('/%zz%20');
  });

  test('is not led astray by a header named __proto__', async () => {
    expect((await gateway.send('GET / HTTP/1.1', ['__proto__: 1'])).status).toBe(200);
  });
});

describe('what the authorizer says', () => {
  test.each<[string, Answer]>([
    ['a string instead of a boolean', { body: { isAuthorized: 'true' } }],
    ['nothing', { body: {} }],
    ['null', { body: null }],
    ['a list', { body: [{ isAuthorized: true }] }],
    ['a policy', { body: { policyDocument: { Statement: [] } } }],
    ['no JSON', { text: '<html>' }],
    ['an error', { body: { errorMessage: 'x' }, functionError: 'Unhandled' }],
    ['an error that looks like an answer', { body: { isAuthorized: true }, functionError: 'Unhandled' }],
    ['an object in the context', { body: { isAuthorized: true, context: { username: { a: 1 } } } }],
    ['null in the context', { body: { isAuthorized: true, context: { username: null } } }],
    ['a context of 9 KB', { body: { isAuthorized: true, context: { a: 'x'.repeat(9000) } } }],
    ['nothing in time', { body: { isAuthorized: true }, delayMs: 600 }],
  ])('%s is a 500 that never reaches the wiki', async (_, answer) => {
    gateway.aws.answer = answer;
    const { status, body, headers } = await gateway.send('GET / HTTP/1.1');
    expect({ status, body }).toEqual({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect(headers).toContainEqual(['content-type', 'application/json']);
    expect(gateway.wiki.requests).toEqual([]);
  });

  test('false is a bare 403 that never reaches the wiki', async () => {
    gateway.aws.answer = { body: { isAuthorized: false, context: { reason: 'dead-cookie' } } };
    const { status, body } = await gateway.send('POST / HTTP/1.1', ['Content-Length: 3'], 'abc');
    expect({ status, body }).toEqual({ status: 403, body: '{"message":"Forbidden"}' });
    expect(gateway.wiki.requests).toEqual([]);
  });

  test('the log says why, and holds no cookie', async () => {
    gateway.aws.answer = { body: { isAuthorized: false, context: { reason: 'dead-cookie' } } };
    await gateway.send('GET /Home?a=secret HTTP/1.1', ['Cookie: wiki_sso=secret']);
    expect(gateway.log).toEqual([
      expect.stringMatching(/^GET \/Home 403 \d+ ms not authorized dead-cookie$/),
    ]);
  });
});
