import { describe, expect, test } from '@jest/globals';
import { variant } from '../support/stack-variants.ts';
import { resource, resourcesOf, synthesize, type Template } from '../support/synth.ts';

const url = synthesize();
const vpc = synthesize(variant('vpc store, no domain, one wiki'));

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
}

/** All statements of a function's role, flat. */
function statementsOf(template: Template, idStart: string): { actions: string[]; resources: unknown[] }[] {
  const { PolicyDocument } = resource(template, 'AWS::IAM::Policy', idStart);
  return PolicyDocument.Statement.map(({ Action, Resource }: Statement) => ({
    actions: [Action].flat().sort(),
    resources: [Resource].flat(),
  }));
}

const actionsOf = (template: Template, idStart: string) =>
  [...new Set(statementsOf(template, idStart).flatMap(({ actions }) => actions))].sort();

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const SECRET = ['secretsmanager:GetSecretValue'];
/** AWSLambdaVPCAccessExecutionRole, version 3, without its logs. */
const NETWORK = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

describe('a function', () => {
  test('runs on Node.js 24 and has a log group that forgets', () => {
    const functions = resourcesOf(url, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(4);
    for (const [, { Properties }] of functions) {
      expect(Properties.Runtime).toBe('nodejs24.x');
      expect(url.Resources[Properties.LoggingConfig.LogGroup.Ref]?.Properties.RetentionInDays).toBe(30);
    }
  });

  test.each([
    ['FunctionsLoginHook', [...LOGS, ...SECRET]],
    ['FunctionsLogoutHook', [...LOGS, ...SECRET]],
    ['FunctionsAuthorizer', [...LOGS, ...SECRET]],
    ['FunctionsExpire', [...LOGS, ...SECRET]],
  ])('may do with a store given by URL only what it must: %s', (fn, actions) => {
    expect(actionsOf(url, fn)).toEqual(actions.sort());
  });

  test.each([
    ['FunctionsLoginHook', [...LOGS, ...SECRET, ...NETWORK, 'elasticache:Connect']],
    ['FunctionsAuthorizer', [...LOGS, ...SECRET, ...NETWORK, 'elasticache:Connect']],
    ['FunctionsExpire', [...LOGS, ...NETWORK, 'elasticache:Connect']],
  ])('may do with ElastiCache only what it must: %s', (fn, actions) => {
    expect(actionsOf(vpc, fn)).toEqual(actions.sort());
  });

  test('connects to the cache as its own user and no other', () => {
    for (const [fn, user] of [
      ['LoginHook', 'loginhook'],
      ['LogoutHook', 'logouthook'],
      ['Authorizer', 'authorizer'],
      ['Expire', 'expire'],
    ] as const) {
      const connect = statementsOf(vpc, `Functions${fn}`).find(({ actions }) =>
        actions.includes('elasticache:Connect'),
      );
      const arns = JSON.stringify(connect?.resources);
      expect(connect?.resources).toHaveLength(2);
      expect(arns).toContain('StoreCache');
      expect(arns.match(/StoreUser[a-z]+/g)).toEqual([`StoreUser${user}`]);
    }
  });

  test('reads only the secrets it needs', () => {
    const secretsOf = (fn: string) => {
      const statements = statementsOf(vpc, `Functions${fn}`).filter(({ actions }) =>
        actions.includes(SECRET[0] as string),
      );
      return (
        JSON.stringify(statements.map(({ resources }) => resources)).match(/HookSecret|AssertionKey/g) ?? []
      );
    };
    expect(secretsOf('LoginHook')).toEqual(['HookSecret']);
    expect(secretsOf('LogoutHook')).toEqual(['HookSecret']);
    expect(secretsOf('Authorizer')).toEqual(['AssertionKey']);
    expect(secretsOf('Expire')).toEqual([]);
  });
});

describe('the schedule', () => {
  test('runs expire every quarter of an hour, without days of retries', () => {
    expect(resource(url, 'AWS::Scheduler::Schedule')).toMatchObject({
      ScheduleExpression: 'rate(15 minutes)',
      Target: { RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 600 } },
    });
  });

  test('may invoke that one function', () => {
    expect(statementsOf(url, 'ExpireScheduleRole')).toEqual([
      {
        actions: ['lambda:InvokeFunction'],
        resources: [{ 'Fn::GetAtt': [expect.stringContaining('FunctionsExpire'), 'Arn'] }],
      },
    ]);
  });
});

describe('the schedules', () => {
  const schedules = (template: Template) =>
    resourcesOf(template, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);

  test('keep the functions that people wait for in their VPC, by an invocation a day that does nothing', () => {
    const daily = schedules(vpc).filter(({ ScheduleExpression }) => ScheduleExpression === 'rate(1 day)');
    expect(daily.map(({ Target }) => Target.Arn['Fn::GetAtt'][0]).sort()).toEqual([
      expect.stringContaining('FunctionsAuthorizer'),
      expect.stringContaining('FunctionsLoginHook'),
      expect.stringContaining('FunctionsLogoutHook'),
    ]);
    expect(daily.map(({ Target }) => Target.Input)).toEqual(Array(3).fill('{"keepAwake":true}'));
    expect(schedules(url)).toHaveLength(1);
  });

  test('may be the cause of an invocation in this account only', () => {
    for (const template of [vpc, url]) {
      const roles = resourcesOf(template, 'AWS::IAM::Role').filter(([id]) => /Schedule|KeepAwake/.test(id));
      expect(roles).toHaveLength(template === vpc ? 2 : 1);
      for (const [, { Properties }] of roles) {
        expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
          expect.objectContaining({
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]);
      }
    }
  });
});

describe('the secrets', () => {
  test('are generated: the one of the hooks as letters and digits that are base64', () => {
    const { GenerateSecretString } = resource(url, 'AWS::SecretsManager::Secret', 'HookSecret');
    expect(GenerateSecretString).toMatchObject({ PasswordLength: 44, ExcludePunctuation: true });
  });

  test('are encrypted by a key of the operator where one is given', () => {
    const keyed = synthesize(variant('vpc store, domains with a certificate, two wikis'));
    const keys = resourcesOf(keyed, 'AWS::SecretsManager::Secret').map(
      ([, { Properties }]) => Properties.KmsKeyId,
    );
    expect(keys).toEqual(keys.map(() => expect.stringContaining(':key/')));
    expect(keys).toHaveLength(3);
    expect(actionsOf(keyed, 'FunctionsAuthorizer')).toContain('kms:Decrypt');
    expect(resource(keyed, 'AWS::ElastiCache::ServerlessCache').KmsKeyId).toContain(':key/');
  });
});
