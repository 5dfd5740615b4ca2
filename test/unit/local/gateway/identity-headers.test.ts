import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayUnderTest } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.prepare();
});
afterEach(() => gateway.stop());

function map(parameters: Record<string, string>): Promise<void> {
  gateway.aws.api.integration.requestParameters = parameters;
  return gateway.open();
}

describe('parameter mappings', () => {
  test('overwrite replaces every header of that name, in any spelling', async () => {
    await gateway.open();
    gateway.authorizeAs('Zo%C3%AB');
    await gateway.send('GET / HTTP/1.1', ['X-REMOTE-USER: admin', 'x-remote-user: root']);
    expect(gateway.wiki.header('x-remote-user')).toEqual(['Zo%C3%AB']);
  });

  test('an empty value leaves what the client sent: the authorizer must refuse it', async () => {
    await gateway.open();
    gateway.authorizeAs('');
    await gateway.send('GET / HTTP/1.1', ['X-Remote-User: admin']);
    expect(gateway.wiki.header('x-remote-user')).toEqual(['admin']);
  });

  test('a missing value does the same', async () => {
    await gateway.open();
    await gateway.send('GET / HTTP/1.1', ['X-Remote-User: admin']);
    expect(gateway.wiki.header('x-remote-user')).toEqual(['admin']);
  });

  test('constants, the request and the context can be mapped, also mixed', async () => {
    await map({
      'overwrite:header.Host': 'wiki.internal',
      'overwrite:header.X-Client-Proto': 'https',
      'append:header.X-Seen': '$request.header.user-agent',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how mappings are written
      'overwrite:header.X-Mixed': '${context.stage}/${request.querystring.a}/$request.path',
      'remove:header.X-Gone': "''",
    });
    await gateway.send('GET /a%20b?a=1&a=2 HTTP/1.1', ['User-Agent: test', 'X-Seen: before', 'X-Gone: 1']);
    expect(gateway.wiki.header('host')).toEqual(['wiki.internal']);
    expect(gateway.wiki.header('x-client-proto')).toEqual(['https']);
    expect(gateway.wiki.header('x-seen')).toEqual(['before', 'test']);
    expect(gateway.wiki.header('x-mixed')).toEqual(['$default/1,2//a b']);
    expect(gateway.wiki.header('x-gone')).toEqual([]);
  });

  test.each([
    'overwrite:header.Authorization',
    'append:header.x-forwarded-for',
    'overwrite:header.Via',
    'overwrite:header.X-Amzn-Trace-Id',
    'overwrite:path',
    'append:querystring.a',
  ])('%s is refused at the start', async (key) => {
    await expect(map({ [key]: 'x' })).rejects.toThrow(key);
  });

  test('an unknown variable is refused at the start', async () => {
    await expect(map({ 'overwrite:header.X-A': '$stageVariables.a' })).rejects.toThrow('$stageVariables.a');
  });

  test('a value that no header can hold is a 500', async () => {
    await gateway.open();
    gateway.authorizeAs('alice\r\nX-Evil: 1');
    expect((await gateway.send('GET / HTTP/1.1')).status).toBe(500);
    expect(gateway.wiki.requests).toEqual([]);
  });
});

describe('an API that this gateway would serve otherwise than the service', () => {
  test.each<[string, (api: GatewayUnderTest['aws']['api']) => void]>([
    ['a second route', (api) => api.moreRoutes.push({ routeKey: 'GET /open' })],
    ['no authorizer', (api) => Object.assign(api.route, { authorizationType: 'NONE' })],
    ['a cache', (api) => Object.assign(api.authorizer, { authorizerResultTtlInSeconds: 300 })],
    [
      'a cache by default',
      (api) => Object.assign(api.authorizer, { authorizerResultTtlInSeconds: undefined }),
    ],
    [
      'an identity source',
      (api) => Object.assign(api.authorizer, { identitySource: ['$request.header.Cookie'] }),
    ],
    ['policy responses', (api) => Object.assign(api.authorizer, { enableSimpleResponses: false })],
    ['payload 1.0', (api) => Object.assign(api.authorizer, { authorizerPayloadFormatVersion: '1.0' })],
    ['a JWT authorizer', (api) => Object.assign(api.authorizer, { authorizerType: 'JWT' })],
    ['a VPC link', (api) => Object.assign(api.integration, { connectionType: 'VPC_LINK' })],
    ['a Lambda integration', (api) => Object.assign(api.integration, { integrationType: 'AWS_PROXY' })],
    ['one method only', (api) => Object.assign(api.integration, { integrationMethod: 'GET' })],
    ['a path variable', (api) => Object.assign(api.integration, { integrationUri: 'http://w/{proxy}' })],
    ['response mappings', (api) => Object.assign(api.integration, { responseParameters: { 200: {} } })],
  ])('%s is refused at the start', async (_, change) => {
    change(gateway.aws.api);
    await expect(gateway.open()).rejects.toThrow('cannot serve this API');
  });
});
