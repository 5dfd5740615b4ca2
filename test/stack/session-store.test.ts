import { describe, expect, jest, test } from '@jest/globals';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { variant } from '../support/stack-variants.ts';
import { appWith, resource, resourcesOf, SMALLEST, synthesize } from '../support/synth.ts';

const vpc = synthesize(variant('vpc store, no domain, one wiki'));
const existing = synthesize(variant('vpc store in an existing VPC, no domain, one wiki'));
const open = synthesize(variant('public store, no domain, one wiki'));

describe('the default store', () => {
  test('is ElastiCache Serverless for Valkey in isolated subnets, limited, without snapshots', () => {
    const { store: _store, storeUrlSecretArn: _arn, ...context } = SMALLEST;
    expect(resource(synthesize(context), 'AWS::ElastiCache::ServerlessCache')).toMatchObject({
      Engine: 'valkey',
      MajorEngineVersion: '8',
      ServerlessCacheName: expect.stringMatching(/^wikisso-vpc-[0-9a-f]{6}$/),
      CacheUsageLimits: { DataStorage: { Maximum: 1, Unit: 'GB' }, ECPUPerSecond: { Maximum: 10_000 } },
      SnapshotRetentionLimit: 0,
      SubnetIds: [expect.anything(), expect.anything()],
      SecurityGroupIds: [expect.anything()],
    });
  });

  test('has a user for each function, let in by IAM, who may do what that function does', () => {
    const users = resourcesOf(vpc, 'AWS::ElastiCache::User').map(([, { Properties }]) => Properties);
    expect(users.map(({ UserId }) => UserId).sort()).toEqual([
      'wikisso-authorizer',
      'wikisso-expire',
      'wikisso-login-hook',
      'wikisso-logout-hook',
    ]);
    for (const user of users) {
      expect(user).toMatchObject({
        Engine: 'valkey',
        UserName: user.UserId,
        AuthenticationMode: { Type: 'iam' },
      });
    }
    expect(users.find(({ UserId }) => UserId === 'wikisso-authorizer')?.AccessString).toBe(
      'on %R~wiki_cookie_keys %R~{wiki_cookie_keys}:revoked resetchannels -@all +zscore',
    );
    expect(resource(vpc, 'AWS::ElastiCache::UserGroup').UserIds).toHaveLength(4);
  });

  test('lets in the functions, and lets them out to it and to their secrets only', () => {
    const rules = (type: string) =>
      resourcesOf(vpc, type).map(
        ([, { Properties }]) => `${Properties.IpProtocol} ${Properties.FromPort}-${Properties.ToPort}`,
      );
    expect(rules('AWS::EC2::SecurityGroupIngress').sort()).toEqual(['tcp 443-443', 'tcp 6379-6379']);
    expect(rules('AWS::EC2::SecurityGroupEgress').sort()).toEqual(['tcp 443-443', 'tcp 6379-6379']);
    for (const [, { Properties }] of resourcesOf(vpc, 'AWS::EC2::SecurityGroup')) {
      expect(JSON.stringify(Properties.SecurityGroupIngress ?? [])).not.toContain('0.0.0.0/0');
      // CDK's way to write "no way out".
      expect(JSON.stringify(Properties.SecurityGroupEgress ?? [])).not.toContain('0.0.0.0/0');
    }
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::InternetGateway'])
      expect(resourcesOf(vpc, type)).toEqual([]);
  });

  test('tells every function where it is, and as whom to come', () => {
    for (const [id, { Properties }] of resourcesOf(vpc, 'AWS::Lambda::Function')) {
      const { Variables } = Properties.Environment;
      expect(Variables).toMatchObject({
        CACHE_NAME: resource(vpc, 'AWS::ElastiCache::ServerlessCache').ServerlessCacheName,
        CACHE_HOST: expect.anything(),
        CACHE_PORT: expect.anything(),
      });
      const user = Variables.CACHE_USER.Ref.replace('StoreUser', '').slice(0, 6);
      expect(id.toLowerCase()).toContain(user);
      expect(Properties.VpcConfig.SubnetIds).toHaveLength(2);
    }
  });
});

describe('a store in a VPC that exists', () => {
  test('makes no VPC, and uses the subnets given', () => {
    expect(resourcesOf(existing, 'AWS::EC2::VPC')).toEqual([]);
    expect(resource(existing, 'AWS::ElastiCache::ServerlessCache').SubnetIds).toEqual([
      'subnet-0123456789abcdef0',
      'subnet-0123456789abcdef1',
    ]);
    expect(resource(existing, 'AWS::EC2::VPCEndpoint')).toMatchObject({ VpcId: 'vpc-0123456789abcdef0' });
  });

  test('makes no endpoint where there is one', () => {
    const context = variant('vpc store in an existing VPC, no domain, one wiki');
    const vpcContext = { ...(context.vpc as object), secretsEndpoint: false };
    const template = synthesize({ ...context, vpc: vpcContext });
    expect(resourcesOf(template, 'AWS::EC2::VPCEndpoint')).toEqual([]);
    const { SecurityGroupEgress } = resource(
      template,
      'AWS::EC2::SecurityGroup',
      'StoreNetworkFunctionGroup',
    );
    expect(SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }]);
  });

  test('is a new cache, with a name of its own: none of this can be changed on one that is there', () => {
    const names = ['no domain, one wiki', 'domains with a certificate, one wiki'].flatMap((rest) =>
      ['vpc store', 'vpc store in an existing VPC', 'public store'].map((store) => {
        const cache = resource(synthesize(variant(`${store}, ${rest}`)), 'AWS::ElastiCache::ServerlessCache');
        return cache.ServerlessCacheName;
      }),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a public store', () => {
  test('is Valkey 9 with a public endpoint, and the functions live in no VPC', () => {
    expect(resource(open, 'AWS::ElastiCache::ServerlessCache')).toMatchObject({
      ConnectionType: 'public',
      MajorEngineVersion: '9',
    });
    expect(resourcesOf(open, 'AWS::EC2::VPC')).toEqual([]);
    for (const [, { Properties }] of resourcesOf(open, 'AWS::Lambda::Function'))
      expect(Properties.VpcConfig).toBeUndefined();
  });
});

test('a public store is marked as untried', () => {
  const { stack, cleanUp } = appWith(variant('public store, no domain, one wiki'), { quiet: false });
  const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  const warnings = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp('has been read about, not tried'),
  );
  printed.mockRestore();
  cleanUp();
  expect(warnings).toHaveLength(1);
});

describe('a store given by URL', () => {
  test('may have an authority of its own, and one host without TLS', () => {
    const template = synthesize({ ...SMALLEST, storePlaintextHost: 'redis.internal' });
    const { Variables } = resource(template, 'AWS::Lambda::Function', 'FunctionsExpire').Environment;
    expect(Variables).toMatchObject({
      STORE_PLAINTEXT_HOST: 'redis.internal',
      STORE_URL_SECRET_ARN: expect.any(String),
    });
  });
});
