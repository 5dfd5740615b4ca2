import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { ASSERTION_KEY } from '../support/bridge.ts';
import { Container } from '../support/container.ts';
import { authorizerEvent } from '../support/lambda-events.ts';
import { HOOK_SECRET, signedHook } from '../support/signed-hook.ts';
import { resource, synthesize } from '../support/synth.ts';
import { ValkeyServer } from '../support/valkey-server.ts';

/** The secrets' ARNs, which the fake knows them by, and what the stack's policies call them. */
const SECRETS = {
  'arn:store-url': 'secret:wiki-sso/store',
  'arn:hook': 'HookSecret',
  'arn:assertion': 'AssertionKey',
};

let valkey: ValkeyServer;
let secretsManager: Server;
let environment: Record<string, string>;
let calls: string[] = [];
const containers: Container[] = [];

/** Secrets Manager's protocol, to write down what is asked of it: the emulator does not tell. */
function fakeSecretsManager(secrets: Record<string, string>): Server {
  return createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { SecretId, VersionStage } = JSON.parse(body);
    calls.push(`${request.headers['x-amz-target']} ${SecretId}`);
    const found = VersionStage === 'AWSCURRENT' ? secrets[SecretId] : undefined;
    const answer = found === undefined ? { __type: 'ResourceNotFoundException' } : { SecretString: found };
    response.writeHead(found === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  });
}

beforeAll(async () => {
  valkey = await ValkeyServer.start();
  const secrets = { 'arn:store-url': valkey.url, 'arn:hook': HOOK_SECRET, 'arn:assertion': ASSERTION_KEY };
  secretsManager = fakeSecretsManager(secrets);
  await new Promise<void>((resolve) => secretsManager.listen(0, '127.0.0.1', resolve));
  const address = secretsManager.address();
  environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    COOKIE_NAME: 'wiki_sso',
    COOKIE_DOMAIN: 'example.com',
    COOKIE_AGE_SECONDS: '1209600',
    ASSERTION_ISSUER: 'wiki-sso',
    HOOK_SECRET_ARN: 'arn:hook',
    STORE_URL_SECRET_ARN: 'arn:store-url',
    WIKIS: JSON.stringify({
      'wiki-api': { host: 'wiki.example.com', access: 'public', keyArn: 'arn:assertion' },
    }),
  };
});
beforeEach(() => {
  calls = [];
});
afterEach(() => {
  for (const container of containers.splice(0)) container.stop();
});
afterAll(async () => {
  secretsManager.closeAllConnections();
  await new Promise((resolve) => secretsManager.close(resolve));
  await valkey.stop();
});

function begin(fn: FunctionName, change: Record<string, string> = {}): Container {
  const container = new Container(fn, { ...environment, ...change });
  containers.push(container);
  return container;
}

/** What the stack lets a function ask of Secrets Manager, as the fake writes it down. */
function granted(idStart: string): string[] {
  const { Statement } = resource(synthesize(), 'AWS::IAM::Policy', idStart).PolicyDocument;
  return Statement.flatMap(({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
    [Action]
      .flat()
      .filter((action) => action.startsWith('secretsmanager:'))
      .flatMap((action) =>
        Object.entries(SECRETS)
          .filter(([, name]) => JSON.stringify(Resource).includes(name))
          .map(([arn]) => `${action.replace(':', '.')} ${arn}`),
      ),
  ).sort();
}

const asked = () => [...new Set(calls)].sort();

describe('a function, begun cold from its environment, asks for exactly what its role allows:', () => {
  test('the login hook, and for each secret only once', async () => {
    const hook = begin(FunctionName.loginHook);
    for (let i = 0; i < 3; i++) {
      expect((await hook.invoke(signedHook('login', { username: 'alice', email: '' }))).statusCode).toBe(200);
    }
    expect(asked()).toEqual(granted('FunctionsLoginHook'));
    // The hook secret has two versions to look for.
    expect(calls).toHaveLength(3);
  });

  test('the logout hook', async () => {
    const { statusCode } = await begin(FunctionName.logoutHook).invoke(
      signedHook('logout', { username: 'alice' }),
    );
    expect(statusCode).toBe(200);
    expect(asked()).toEqual(granted('FunctionsLogoutHook'));
  });

  test('the authorizer', async () => {
    const { body } = await begin(FunctionName.loginHook).invoke(
      signedHook('login', { username: 'bob', email: '' }),
    );
    calls = [];
    const cookies = [`wiki_sso=${JSON.parse(body).cookie.value}`];
    const { context } = await begin(FunctionName.authorizer).invoke(authorizerEvent({ cookies }));
    expect(context.username).toBe('bob');
    expect(asked()).toEqual(granted('FunctionsAuthorizer'));
  });

  test('expire', async () => {
    expect(await begin(FunctionName.expire).invoke({})).toMatchObject({ remaining: 0 });
    expect(asked()).toEqual(granted('FunctionsExpire'));
  });
});

test.each([
  ['an anonymous page view asks for nothing at all', authorizerEvent(), { isAuthorized: true }],
  [
    'a forged header is refused without asking',
    authorizerEvent({ headers: { 'x-remote-user': 'x' } }),
    { isAuthorized: false },
  ],
])('%s', async (_what, event, answer) => {
  expect(await begin(FunctionName.authorizer).invoke(event)).toMatchObject(answer);
  expect(calls).toEqual([]);
});

test('a function whose setting is missing does not begin', async () => {
  const hook = begin(FunctionName.loginHook, { COOKIE_DOMAIN: '' });
  await expect(hook.invoke(signedHook('login', { username: 'alice', email: '' }))).rejects.toThrow(
    'the container ended',
  );
});
