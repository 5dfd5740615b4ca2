import { describe, expect, jest, test } from '@jest/globals';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { variant } from '../support/stack-variants.ts';
import { appWith, resource, resourcesOf, SMALLEST, synthesize, type Template } from '../support/synth.ts';

const vpc = synthesize(variant('vpc store, no domain, one wiki'));
const existing = synthesize(variant('vpc store in an existing VPC, no domain, one wiki'));
const closed = synthesize(variant('closed vpc store in chosen zones, records by hand'));
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
      'on %R~wiki_cookie_keys %R~{wiki_cookie_keys}:revoked resetchannels -@all +hello +auth +ping +zscore',
    );
    expect(resource(vpc, 'AWS::ElastiCache::UserGroup').UserIds).toHaveLength(4);
  });

  test('changes one user after the other, then their group, then the cache', () => {
    const users = resourcesOf(vpc, 'AWS::ElastiCache::User');
    const waitsFor = users.map(([, { DependsOn = [] }]) => [DependsOn].flat());
    expect(waitsFor).toEqual([[], ...users.slice(0, -1).map(([id]) => [id])]);
    const [groupId, group] = resourcesOf(vpc, 'AWS::ElastiCache::UserGroup')[0] ?? [];
    for (const [id] of users) expect(JSON.stringify(group?.Properties)).toContain(`"Ref":"${id}"`);
    expect(resource(vpc, 'AWS::ElastiCache::ServerlessCache').UserGroupId).toEqual({ Ref: groupId });
  });

  const rules = (template: Template, type: string) =>
    resourcesOf(template, type).map(
      ([, { Properties }]) => `${Properties.IpProtocol} ${Properties.FromPort}-${Properties.ToPort}`,
    );
  /** The ways out that stand in the groups themselves; one to 255.255.255.255 is CDK's word for none. */
  const waysOut = (template: Template) =>
    resourcesOf(template, 'AWS::EC2::SecurityGroup')
      .flatMap(([, { Properties }]) => Properties.SecurityGroupEgress ?? [])
      .map(({ CidrIp, CidrIpv6, FromPort, ToPort }) => `${CidrIp ?? CidrIpv6} ${FromPort}-${ToPort}`)
      .filter((way) => !way.startsWith('255.255.255.255/32'));

  test('lets in the functions, which reach the cache and, by IPv6 and outwards only, HTTPS', () => {
    expect(rules(vpc, 'AWS::EC2::SecurityGroupIngress')).toEqual(['tcp 6379-6379']);
    expect(rules(vpc, 'AWS::EC2::SecurityGroupEgress')).toEqual(['tcp 6379-6379']);
    expect(waysOut(vpc)).toEqual(['::/0 443-443']);
    for (const [, { Properties }] of resourcesOf(vpc, 'AWS::EC2::SecurityGroup')) {
      expect(Properties.SecurityGroupIngress ?? []).toEqual([]);
    }
    expect(resourcesOf(vpc, 'AWS::EC2::Route').map(([, { Properties }]) => Properties)).toEqual(
      Array(2).fill(
        expect.objectContaining({
          DestinationIpv6CidrBlock: '::/0',
          EgressOnlyInternetGatewayId: { Ref: expect.any(String) },
        }),
      ),
    );
    expect(resourcesOf(vpc, 'AWS::EC2::EgressOnlyInternetGateway')).toHaveLength(1);
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::InternetGateway', 'AWS::EC2::VPCEndpoint'])
      expect(resourcesOf(vpc, type)).toEqual([]);
    for (const [, { Properties }] of resourcesOf(vpc, 'AWS::Lambda::Function')) {
      expect(Properties.VpcConfig.Ipv6AllowedForDualStack).toBe(true);
      expect(Properties.Environment.Variables.NODE_OPTIONS).toBe('--dns-result-order=ipv6first');
      expect(Properties.Environment.Variables).not.toHaveProperty('AWS_USE_DUALSTACK_ENDPOINT');
    }
  });

  test('may be closed: no way out but to the cache and to an endpoint of Secrets Manager', () => {
    expect(rules(closed, 'AWS::EC2::SecurityGroupIngress').sort()).toEqual(['tcp 443-443', 'tcp 6379-6379']);
    expect(rules(closed, 'AWS::EC2::SecurityGroupEgress').sort()).toEqual(['tcp 443-443', 'tcp 6379-6379']);
    expect(waysOut(closed)).toEqual([]);
    expect(resourcesOf(closed, 'AWS::EC2::Route')).toEqual([]);
    for (const type of ['NatGateway', 'InternetGateway', 'EgressOnlyInternetGateway'])
      expect(resourcesOf(closed, `AWS::EC2::${type}`)).toEqual([]);
    expect(resourcesOf(closed, 'AWS::EC2::VPCEndpoint')).toHaveLength(1);
    for (const [, { Properties }] of resourcesOf(closed, 'AWS::Lambda::Function')) {
      expect(Properties.VpcConfig.Ipv6AllowedForDualStack).toBeUndefined();
      expect(Properties.Environment.Variables.NODE_OPTIONS).toBeUndefined();
    }
  });

  test('closed or not, has the same subnets and the same cache: a change replaces neither', () => {
    const context = variant('vpc store, no domain, one wiki');
    const shut = synthesize({ ...context, vpc: { secretsEndpoint: true } });
    for (const type of ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::ElastiCache::ServerlessCache'])
      expect(resourcesOf(shut, type)).toEqual(resourcesOf(vpc, type));
  });

  test('is in the zones that were chosen', () => {
    const zones = resourcesOf(closed, 'AWS::EC2::Subnet').map(
      ([, { Properties }]) => Properties.AvailabilityZone,
    );
    expect(zones).toEqual(['eu-central-1b', 'eu-central-1c']);
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
