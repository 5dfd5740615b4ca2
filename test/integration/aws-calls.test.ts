import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { FakeSecretsManager } from '../../harness/fake-secrets-manager.ts';
import { bridgeSecrets, functionEnvironment } from '../../harness/function-environment.ts';
import { authorizerEvent } from '../../harness/lambda-events.ts';
import { signedHook } from '../../harness/signed-hook.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { Container } from '../support/container.ts';
import { resource, synthesize } from '../support/synth.ts';

/** The secrets' ARNs, which the fake knows them by, and what the stack's policies call them. */
const SECRETS = {
  'arn:store-url': 'secret:wiki-sso/store',
  'arn:hook': 'HookSecret',
  'arn:assertion': 'AssertionKey',
};

let valkey: ValkeyServer;
let secretsManager: FakeSecretsManager;
let environment: Record<string, string>;
const containers: Container[] = [];

beforeAll(async () => {
  valkey = await ValkeyServer.start();
  secretsManager = await FakeSecretsManager.start(bridgeSecrets(valkey.url));
  environment = functionEnvironment(secretsManager.url);
});
beforeEach(() => {
  secretsManager.calls = [];
});
afterEach(() => {
  for (const container of containers.splice(0)) container.stop();
});
afterAll(async () => {
  await secretsManager.stop();
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

const asked = () => [...new Set(secretsManager.calls)].sort();

describe('a function, begun cold from its environment, asks for exactly what its role allows:', () => {
  test('the login hook, and for each secret only once', async () => {
    const hook = begin(FunctionName.loginHook);
    for (let i = 0; i < 3; i++) {
      expect((await hook.invoke(signedHook('login', { username: 'alice', email: '' }))).statusCode).toBe(200);
    }
    expect(asked()).toEqual(granted('FunctionsLoginHook'));
    // The hook secret has two versions to look for.
    expect(secretsManager.calls).toHaveLength(3);
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
    secretsManager.calls = [];
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
  expect(secretsManager.calls).toEqual([]);
});

test('a function whose setting is missing does not begin', async () => {
  const hook = begin(FunctionName.loginHook, { COOKIE_DOMAIN: '' });
  await expect(hook.invoke(signedHook('login', { username: 'alice', email: '' }))).rejects.toThrow(
    'the container ended',
  );
});
