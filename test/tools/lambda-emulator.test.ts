import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { ASSERTION_KEY } from '../../harness/bridge.ts';
import { FakeSecretsManager } from '../../harness/fake-secrets-manager.ts';
import { authorizerEvent } from '../../harness/lambda-events.ts';
import { HOOK_SECRET, signedHook } from '../../harness/signed-hook.ts';
import { TlsProxy } from '../../harness/tls-proxy.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { EXAMPLE_DEPLOYMENT, resolveIntrinsics } from '../support/intrinsics.ts';
import { variant } from '../support/stack-variants.ts';
import { appWith, resourcesOf, type Template } from '../support/synth.ts';
import { LambdaEmulator, type LambdaFunction } from './support/lambda-emulator.ts';

/** How the template's logical ids begin. */
const IDS: Record<FunctionName, string> = {
  [FunctionName.loginHook]: 'FunctionsLoginHookFunction',
  [FunctionName.logoutHook]: 'FunctionsLogoutHookFunction',
  [FunctionName.authorizer]: 'FunctionsAuthorizerFunction',
  [FunctionName.expire]: 'FunctionsExpireFunction',
};
const ALICE = { username: 'alice', email: 'alice@example.com' };

let template: Template;
let assembly: string;
let cleanUp: () => void;
let valkey: ValkeyServer;
let tls: TlsProxy;
let secrets: Record<string, string>;
let secretsManager: FakeSecretsManager;
const running: LambdaEmulator[] = [];

beforeAll(async () => {
  const { app, stack, ...rest } = appWith(variant('vpc store, no domain, one wiki'), { bundles: true });
  cleanUp = rest.cleanUp;
  template = app.synth().getStackByName(stack.stackName).template as Template;
  assembly = app.outdir;
  valkey = await ValkeyServer.start();
  tls = await TlsProxy.start(valkey.port);
  for (const [, { Properties }] of resourcesOf(template, 'AWS::ElastiCache::User')) {
    // By IAM the password is a token, which only ElastiCache can verify: here any will do.
    await valkey.setUser(Properties.UserName, 'reset', 'nopass', ...Properties.AccessString.split(' '));
  }
});
beforeEach(async () => {
  await valkey.admin.flushall();
  await valkey.admin.script('FLUSH');
  await valkey.admin.call('ACL', 'LOG', 'RESET');
  secrets = Object.fromEntries(
    resourcesOf(template, 'AWS::SecretsManager::Secret').map(([id, { Type }]) => [
      EXAMPLE_DEPLOYMENT.ref(id, Type),
      id.startsWith('HookSecret') ? HOOK_SECRET : ASSERTION_KEY,
    ]),
  );
  secretsManager = await FakeSecretsManager.start(secrets);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.stop()));
  await secretsManager.stop();
});
afterAll(async () => {
  await tls.stop();
  await valkey.stop();
  cleanUp();
});

/** The function that the template describes, with the bundle and the environment that a deployment would give it. */
function deployed(fn: FunctionName): LambdaFunction {
  const found = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith(IDS[fn]));
  if (found === undefined) throw new Error(`no function ${IDS[fn]} in the template`);
  const properties = found[1].Properties;
  const variables = resolveIntrinsics(properties.Environment.Variables, template, {
    ref: (id, type) =>
      type === 'AWS::ElastiCache::User'
        ? template.Resources[id]?.Properties.UserId
        : EXAMPLE_DEPLOYMENT.ref(id, type),
    getAtt: (id, attribute, type) =>
      ({ 'Endpoint.Address': 'localhost', 'Endpoint.Port': String(tls.port) })[attribute] ??
      EXAMPLE_DEPLOYMENT.getAtt(id, attribute, type),
  });
  return {
    code: join(assembly, `asset.${properties.Code.S3Key.replace('.zip', '')}`),
    handler: properties.Handler,
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    environment: {
      ...(variables as Record<string, string>),
      AWS_LAMBDA_FUNCTION_NAME: fn,
      AWS_LAMBDA_LOG_FORMAT: properties.LoggingConfig.LogFormat,
      // What Lambda itself would set, and where the test's servers are.
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: secretsManager.url,
      NODE_EXTRA_CA_CERTS: resolve('harness/tls/test-only.cert.pem'),
    },
  };
}

async function start(fn: FunctionName, change: Record<string, string> = {}): Promise<LambdaEmulator> {
  const function_ = deployed(fn);
  const emulator = await LambdaEmulator.start({
    ...function_,
    environment: { ...function_.environment, ...change },
  });
  running.push(emulator);
  return emulator;
}

function spoilSecrets(spoil: (arn: string) => void): void {
  for (const arn of Object.keys(secrets)) spoil(arn);
}

function viewWith(cookie: string) {
  const [apiId = ''] = resourcesOf(template, 'AWS::ApiGatewayV2::Api')
    .map(([id]) => id)
    .filter((id) => id.startsWith('wiki'));
  return authorizerEvent({ apiId, cookies: [`wiki_sso=${cookie}`] });
}

test('the runtime is the one that the template names', () => {
  for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function')) {
    expect(Properties.Runtime).toBe(`nodejs${process.versions.node.split('.')[0]}.x`);
  }
});

test("login, view, logout, view and expire, over TLS, each function as its own user with the template's rights", async () => {
  const [login, logout, authorizer, expire] = await Promise.all([
    start(FunctionName.loginHook),
    start(FunctionName.logoutHook),
    start(FunctionName.authorizer),
    start(FunctionName.expire),
  ]);

  const opened = await login.invoke(signedHook('login', ALICE));
  expect(opened).toMatchObject({ statusCode: 200 });
  const { cookie, member } = JSON.parse(opened.body);
  const seen = await authorizer.invoke(viewWith(cookie.value));
  expect(seen).toMatchObject({
    isAuthorized: true,
    context: { username: 'alice', email: 'alice@example.com' },
  });

  expect(await logout.invoke(signedHook('logout', { member }))).toMatchObject({ statusCode: 200 });
  const after = await authorizer.invoke(viewWith(cookie.value));
  expect(after).toMatchObject({ isAuthorized: true });
  expect(after.context?.username ?? '').toBe('');

  await valkey.admin.zadd('wiki_cookie_keys', 1, 'old', 2, 'older');
  expect(await expire.invoke({})).toMatchObject({ removed: 2, remaining: 0 });

  // Nothing was refused, and the connections are the users' own.
  expect(await valkey.admin.call('ACL', 'LOG')).toEqual([]);
  const clients = String(await valkey.admin.call('CLIENT', 'LIST'));
  const users = resourcesOf(template, 'AWS::ElastiCache::User').map(
    ([, { Properties }]) => Properties.UserName,
  );
  for (const user of users) expect(clients).toContain(`user=${user} `);
});

test('a log line is the JSON that CloudWatch takes metrics from, with nothing before it', async () => {
  const login = await start(FunctionName.loginHook);
  await login.invoke(signedHook('login', ALICE));
  expect(await login.stopAndReadLog()).toEqual([
    expect.objectContaining({
      Function: FunctionName.loginHook,
      Outcome: 'session_opened',
      _aws: expect.objectContaining({ CloudWatchMetrics: expect.anything() }),
    }),
  ]);
});

test('a command that its user may not send is a clear error', async () => {
  const [, { Properties }] = resourcesOf(template, 'AWS::ElastiCache::User').find(([id]) =>
    id.startsWith('StoreUserloginhook'),
  ) as [string, Template['Resources'][string]];
  await valkey.setUser(Properties.UserName, '-zadd');
  const login = await start(FunctionName.loginHook);
  const { statusCode, body } = await login.invoke(signedHook('login', ALICE));
  await valkey.setUser(Properties.UserName, '+zadd');
  expect([statusCode, JSON.parse(body).error.code]).toEqual([503, 'store_unreachable']);
  expect(await login.stopAndReadLog()).toContainEqual(
    expect.objectContaining({ detail: expect.stringMatching(/NOPERM|zadd/) }),
  );
});

test.each([
  ['COOKIE_DOMAIN', FunctionName.loginHook],
  ['HOOK_SECRET_ARN', FunctionName.logoutHook],
  ['WIKIS', FunctionName.authorizer],
  ['COOKIE_AGE_SECONDS', FunctionName.expire],
])('a function without %s does not begin, and says so', async (setting, fn) => {
  const emulator = await start(fn, { [setting]: '' });
  const { errorType, errorMessage } = await emulator.invoke({});
  expect([errorType, errorMessage]).toEqual(['InvalidSetting', expect.stringContaining(setting)]);
  await emulator.stop();
  expect(emulator.output).toContain(setting);
});

test('a bundle that is broken is an error of the runtime, not silence', async () => {
  const emulator = await LambdaEmulator.start({ ...deployed(FunctionName.expire), handler: 'index.nothing' });
  running.push(emulator);
  expect((await emulator.invoke({})).errorType).toBe('Runtime.HandlerNotFound');
});

test.each([
  [
    'that is no key',
    () =>
      spoilSecrets((arn) => {
        secrets[arn] = 'short';
      }),
    /not base64/,
  ],
  [
    'that Secrets Manager does not have',
    () =>
      spoilSecrets((arn) => {
        delete secrets[arn];
      }),
    /ResourceNotFoundException/,
  ],
  [
    'that Secrets Manager is silent about',
    () => {
      secretsManager.fault = { kind: 'silent' };
    },
    /^timeout$/,
  ],
])(
  'a secret %s gets an answer, and a clear error in the log that does not hold the secret',
  async (_what, spoil, detail) => {
    spoil();
    const login = await start(FunctionName.loginHook);
    const { statusCode, body } = await login.invoke(signedHook('login', ALICE));
    expect([statusCode, JSON.parse(body).error.code]).toEqual([503, 'secret_unavailable']);
    expect(await login.stopAndReadLog()).toEqual([
      expect.objectContaining({ error: 'SecretUnavailable', detail: expect.stringMatching(detail) }),
    ]);
    expect(login.output).not.toContain('"short"');
    expect(login.output).not.toContain(HOOK_SECRET);
  },
);
