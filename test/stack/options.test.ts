import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { SessionStore } from '../../lib/session-store.ts';
import { WikiOrigin } from '../../lib/wiki-origin.ts';
import { WikiSso } from '../../lib/wiki-sso.ts';
import { blocksOf, readMarkdown } from '../support/markdown.ts';
import { LOGS_KEY, variant } from '../support/stack-variants.ts';
import { resource, resourcesOf, synthesize, type Template } from '../support/synth.ts';
import { keptResources, replacedResources } from './upgrade/kept-resources.ts';

const plain = synthesize(variant('vpc store, no domain, one wiki'));
const all = synthesize(variant('vpc store with every option of Operation'));

/** A property of the functions that have it, by the part of its logical id that tells which it is. */
function ofFunctions(template: Template, property: string): Record<string, unknown> {
  return Object.fromEntries(
    resourcesOf(template, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties[property] !== undefined)
      .map(([id, { Properties }]) => [
        /^Functions(LoginHook|LogoutHook|Authorizer|Expire)/.exec(id)?.[1],
        Properties[property],
      ]),
  );
}

describe('reserved concurrency', () => {
  test('keeps executions for each hook, and for nothing else', () => {
    expect(ofFunctions(all, 'ReservedConcurrentExecutions')).toEqual({ LoginHook: 5, LogoutHook: 4 });
    expect(ofFunctions(plain, 'ReservedConcurrentExecutions')).toEqual({});
  });
});

describe('provisioned concurrency', () => {
  /** The alias of a function. */
  const aliasOf = (fn: string) => ({
    Ref: expect.stringMatching(new RegExp(`^Functions${fn}FunctionAlias`)),
  });
  const AWAITED = ['Authorizer', 'LoginHook', 'LogoutHook'];

  test('keeps containers ready at an alias of the version that is deployed, and at no other function', () => {
    const aliases = resourcesOf(all, 'AWS::Lambda::Alias').map(([, { Properties }]) => Properties);
    const found = aliases.map(({ FunctionName, FunctionVersion, Name, ProvisionedConcurrencyConfig }) => [
      FunctionName.Ref.replace(/^Functions(\w+)Function[0-9A-F]{8}$/, '$1'),
      FunctionVersion['Fn::GetAtt'][0].replace(/^Functions(\w+)FunctionCurrentVersion[0-9A-Fa-f]+$/, '$1'),
      Name,
      ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions,
    ]);
    expect(found.sort()).toEqual([
      ['Authorizer', 'Authorizer', 'live', 2],
      ['LoginHook', 'LoginHook', 'live', 1],
      ['LogoutHook', 'LogoutHook', 'live', 1],
    ]);
    for (const type of ['AWS::Lambda::Alias', 'AWS::Lambda::Version'])
      expect(resourcesOf(plain, type)).toEqual([]);
  });

  test('may be for one function only: the others have no alias, and are invoked as before', () => {
    const context = variant('vpc store, no domain, one wiki');
    const one = synthesize({ ...context, provisionedConcurrency: { authorizer: 1 } });
    expect(resourcesOf(one, 'AWS::Lambda::Alias')).toHaveLength(1);
    expect(resource(one, 'AWS::ApiGatewayV2::Integration', 'HooksApiPOSThookslogin')).toEqual(
      resource(plain, 'AWS::ApiGatewayV2::Integration', 'HooksApiPOSThookslogin'),
    );
  });

  test('is what the APIs invoke, and may, before they do', () => {
    const asked = [
      ...resourcesOf(all, 'AWS::ApiGatewayV2::Authorizer').map(([, { DependsOn, Properties }]) => ({
        uri: Properties.AuthorizerUri['Fn::Join'][1].find((part: { Ref?: string }) =>
          part.Ref?.startsWith('Functions'),
        ),
        DependsOn,
      })),
      ...resourcesOf(all, 'AWS::ApiGatewayV2::Integration')
        .filter(([, { Properties }]) => Properties.IntegrationType === 'AWS_PROXY')
        .map(([, { DependsOn, Properties }]) => ({ uri: Properties.IntegrationUri, DependsOn })),
    ];
    expect(asked.map(({ uri }) => uri)).toEqual(AWAITED.map(aliasOf));
    for (const { uri, DependsOn } of asked) {
      const permission = all.Resources[(DependsOn as string[])[0] ?? ''];
      expect(permission).toMatchObject({
        Type: 'AWS::Lambda::Permission',
        Properties: { FunctionName: uri, Principal: 'apigateway.amazonaws.com' },
      });
    }
  });

  test('lets each API invoke its own function and no other, by the ARN that it calls from', () => {
    const permissions = resourcesOf(all, 'AWS::Lambda::Permission')
      .filter(([id]) => id.includes('AliasPermission'))
      .map(([, { Properties }]) => [
        Properties.FunctionName.Ref.replace(/^Functions(\w+)FunctionAlias.*$/, '$1'),
        Properties.SourceArn['Fn::Join'][1].slice(-2).map((part: { Ref?: string }) => part.Ref ?? part),
      ]);
    expect(permissions.sort()).toEqual([
      ['Authorizer', [expect.stringMatching(/^wikiexamplecomApi/), '/authorizers/*']],
      ['LoginHook', [expect.stringMatching(/^HooksApi/), '/*/*/hooks/login']],
      ['LogoutHook', [expect.stringMatching(/^HooksApi/), '/*/*/hooks/logout']],
    ]);
  });

  test('leaves the functions their own permissions, so that it can be switched off under load', () => {
    const own = (template: Template) =>
      resourcesOf(template, 'AWS::Lambda::Permission').filter(([id]) => !id.includes('AliasPermission'));
    expect(own(all)).toEqual(own(plain));
    expect(own(all)).toHaveLength(3);
  });

  test('is kept awake: the schedules invoke the alias, and their role may', () => {
    const daily = resourcesOf(all, 'AWS::Scheduler::Schedule')
      .map(([, { Properties }]) => Properties)
      .filter(({ ScheduleExpression }) => ScheduleExpression === 'rate(1 day)');
    const targets = daily.map(({ Target }) => Target.Arn);
    expect(targets).toEqual([aliasOf('LoginHook'), aliasOf('LogoutHook'), aliasOf('Authorizer')]);
    const [statement, ...more] = resource(all, 'AWS::IAM::Policy', 'KeepAwake').PolicyDocument.Statement;
    expect(more).toEqual([]);
    expect([statement.Resource].flat()).toEqual(expect.arrayContaining(targets));
    expect([statement.Resource].flat()).toHaveLength(3);
  });

  test('is what the command line asks, which visitors are answered by', () => {
    expect(all.Outputs.AuthorizerFunctionName.Value).toEqual({
      'Fn::Join': ['', [{ 'Fn::Select': [6, { 'Fn::Split': [':', aliasOf('Authorizer')] }] }, ':live']],
    });
    expect(plain.Outputs.AuthorizerFunctionName.Value).toEqual({ Ref: expect.any(String) });
  });

  test('changes no alarm: they watch the functions, where Lambda counts what their aliases do', () => {
    const alarmsOf = (template: Template) => resourcesOf(template, 'AWS::CloudWatch::Alarm');
    expect(alarmsOf(all)).toEqual(alarmsOf(plain));
    expect(JSON.stringify(alarmsOf(all))).not.toContain('"Resource"');
  });

  test('is on the dashboard, by the dimension that Lambda gives an alias', () => {
    const body = (template: Template) =>
      resource(template, 'AWS::CloudWatch::Dashboard')
        .DashboardBody['Fn::Join'][1].map((part: { Ref?: string } | string) =>
          typeof part === 'string' ? part : part.Ref,
        )
        .join('');
    for (const metric of ['Utilization', 'SpilloverInvocations']) {
      const name = `"AWS/Lambda","ProvisionedConcurrency${metric}","FunctionName"`;
      expect(body(all).split(name)).toHaveLength(1 + AWAITED.length);
    }
    expect(body(all)).toMatch(/"Resource","FunctionsAuthorizerFunction[0-9A-F]{8}:live"/);
    expect(body(plain)).not.toContain('ProvisionedConcurrency');
  });
});

describe('tracing', () => {
  const traced = synthesize(variant("url store, traced, its logs under a key of the operator's"));
  const XRAY = { Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' };

  test('is active for all four functions, which may write traces and nothing more than before', () => {
    const active = { Mode: 'Active' };
    expect(ofFunctions(traced, 'TracingConfig')).toEqual({
      ...{ LoginHook: active, LogoutHook: active, Authorizer: active, Expire: active },
    });
    const rights = resourcesOf(traced, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('Functions'));
    const before = resourcesOf(synthesize(), 'AWS::IAM::Policy');
    expect(rights).toHaveLength(4);
    for (const [id, { Properties }] of rights) {
      const { Statement } = Properties.PolicyDocument;
      expect(Statement).toContainEqual({ ...XRAY, Effect: 'Allow' });
      const untraced = before.find(([other]) => other === id)?.[1].Properties.PolicyDocument.Statement;
      expect(Statement.filter(({ Resource }: { Resource: unknown }) => Resource !== '*')).toEqual(untraced);
    }
  });

  test('is off otherwise, with no right to write traces', () => {
    expect(ofFunctions(plain, 'TracingConfig')).toEqual({});
    expect(JSON.stringify(plain)).not.toContain('xray:');
  });
});

describe('a key for the logs and the alarm topic', () => {
  const given = synthesize(variant("url store, traced, its logs under a key of the operator's"));
  const keyOf = (template: Template) => resource(template, 'AWS::KMS::Key');
  const KEY = { 'Fn::GetAtt': [expect.stringMatching(/^LogsKey/), 'Arn'] };
  const ofLogGroups = (template: Template) =>
    resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.KmsKeyId);

  test('encrypts the log of each function, each access log, and the topic', () => {
    expect(ofLogGroups(all)).toEqual(Array(6).fill(KEY));
    expect(resource(all, 'AWS::SNS::Topic').KmsMasterKeyId).toEqual(KEY);
    expect(ofLogGroups(given)).toEqual(Array(4).fill(LOGS_KEY));
    expect(resource(given, 'AWS::SNS::Topic').KmsMasterKeyId).toBe(LOGS_KEY);
  });

  test("may be used by this account's logs in this region, and by alarms, which no topic would get otherwise", () => {
    const [account, logs, alarms, ...more] = keyOf(all).KeyPolicy.Statement;
    expect(more).toEqual([]);
    expect(JSON.stringify(account.Principal)).toContain(':root');
    expect(logs).toEqual({
      Effect: 'Allow',
      Principal: {
        Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] },
      },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': [
              '',
              [
                ...['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':'],
                ...[{ Ref: 'AWS::AccountId' }, ':log-group:*'],
              ],
            ],
          },
        },
      },
    });
    expect(alarms).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    });
  });

  test('of the operator: the policy that docs/configuration.md asks for is the one of the key that is made', () => {
    const [text = ''] = blocksOf(readMarkdown('docs/configuration.md'))
      .map((block) => block.text)
      .filter((block) => block.includes('"kms:'));
    const names: Record<string, string> = {
      'AWS::Region': 'REGION',
      'AWS::AccountId': 'ACCOUNT',
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
    };
    const resolved = JSON.parse(JSON.stringify(keyOf(all).KeyPolicy.Statement.slice(1)), (_key, value) =>
      value?.Ref !== undefined
        ? names[value.Ref]
        : value?.['Fn::Join']
          ? value['Fn::Join'][1].join('')
          : value,
    );
    expect(JSON.parse(text)).toEqual(resolved);
  });

  test('is rotated, and outlives its use: what it encrypted can still be read', () => {
    expect(keyOf(all).EnableKeyRotation).toBe(true);
    const [, key] = resourcesOf(all, 'AWS::KMS::Key')[0] ?? [];
    expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('is not made for nothing, nor beside one that is given', () => {
    for (const template of [plain, given]) expect(resourcesOf(template, 'AWS::KMS::Key')).toEqual([]);
    expect(ofLogGroups(plain)).toEqual(Array(4).fill(undefined));
    expect(resource(plain, 'AWS::SNS::Topic')).not.toHaveProperty('KmsMasterKeyId');
  });

  test('is not the key of the secrets', () => {
    const both = synthesize({
      ...variant('vpc store, domains with a certificate, one wiki'),
      logsKmsKey: 'new',
    });
    for (const [, { Properties }] of resourcesOf(both, 'AWS::SecretsManager::Secret'))
      expect(Properties.KmsKeyId).toContain('key/0123abcd');
    expect(ofLogGroups(both)).toEqual(Array(4).fill(KEY));
  });
});

describe('each option', () => {
  const context = variant('vpc store, domains in a zone, two wikis');
  const before = keptResources(synthesize(context));

  test.each<[string, unknown]>([
    ['provisionedConcurrency', { authorizer: 1, loginHook: 1, logoutHook: 1 }],
    ['reservedConcurrency', { loginHook: 5, logoutHook: 5 }],
    ['tracing', true],
    ['logsKmsKey', 'new'],
    ['logsKmsKey', LOGS_KEY],
  ])(
    'may be switched on and off in a deployment that runs, and replaces or takes away nothing that holds anything: %s',
    (key, value) => {
      const after = keptResources(synthesize({ ...context, [key]: value }));
      expect(replacedResources(before, after)).toEqual([]);
      expect(replacedResources(after, before)).toEqual([]);
    },
  );

  test('is a prop of the construct too, and leads to the same template', () => {
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
    const stack = new Stack(app, 'WikiSso');
    const sso = new WikiSso(stack, 'Default', {
      cookieDomain: 'example.com',
      wikis: [{ host: 'wiki.example.com', origin: WikiOrigin.url('https://origin.example.net') }],
      store: SessionStore.serverless(),
      provisionedConcurrency: { authorizer: 2, loginHook: 1, logoutHook: 1 },
      reservedConcurrency: { loginHook: 5, logoutHook: 4 },
      accessLogs: true,
      logsKmsKey: 'new',
      tracing: true,
    });
    sso.addOutputs();
    const template = app.synth().getStackByName('WikiSso').template as Template;
    expect(template.Resources).toEqual(all.Resources);
    expect(template.Outputs).toEqual(all.Outputs);
  });
});
