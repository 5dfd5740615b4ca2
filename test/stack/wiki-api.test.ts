import { describe, expect, test } from '@jest/globals';
import { variant } from '../support/stack-variants.ts';
import { resource, resourcesOf, SMALLEST, synthesize } from '../support/synth.ts';

const template = synthesize();
const twoWikis = synthesize(variant('url store, no domain, two wikis'));
const logged = synthesize({ ...variant('url store, no domain, two wikis'), accessLogs: true });

describe("the wiki's API", () => {
  test('asks the authorizer about every request: one route, and no other', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').filter(([id]) => id.startsWith('wiki'));
    expect(routes).toHaveLength(1);
    expect(routes[0]?.[1].Properties).toMatchObject({
      RouteKey: '$default',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: expect.stringContaining('Authorizer') },
    });
  });

  test('asks anew each time, also for visitors without a cookie', () => {
    const authorizer = resource(template, 'AWS::ApiGatewayV2::Authorizer');
    expect(authorizer).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
    });
    expect(authorizer.IdentitySource ?? []).toEqual([]);
  });

  test('overwrites every identity header with what the authorizer says', () => {
    expect(resource(template, 'AWS::ApiGatewayV2::Integration', 'wiki')).toMatchObject({
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: 'https://origin.example.net',
      RequestParameters: {
        'overwrite:header.X-Remote-User': '$context.authorizer.username',
        'overwrite:header.X-Remote-Email': '$context.authorizer.email',
        'overwrite:header.X-Wiki-Identity': '$context.authorizer.assertion',
        'overwrite:header.X-Client-Proto': 'https',
      },
    });
  });

  test('has no stage name in its paths, and no access log unless there is to be one', () => {
    const stage = resource(template, 'AWS::ApiGatewayV2::Stage', 'wiki');
    expect(stage).toMatchObject({ StageName: '$default', AutoDeploy: true });
    expect(stage).not.toHaveProperty('AccessLogSettings');
  });

  test('logs what the authorizer said where there is to be an access log', () => {
    const stage = resource(logged, 'AWS::ApiGatewayV2::Stage', 'wiki');
    const format = stage.AccessLogSettings.Format;
    expect(format).toContain('$context.authorizer.error');
    expect(format).toContain('$context.authorizer.reason');
    for (const secret of ['cookie', 'querystring', 'assertion', 'Cookie'])
      expect(format).not.toContain(secret);
  });

  test('of each of two wikis has a key of its own, and the authorizer tells them apart by API id', () => {
    const keys = resourcesOf(twoWikis, 'AWS::SecretsManager::Secret').filter(([id]) =>
      id.includes('AssertionKey'),
    );
    expect(keys).toHaveLength(2);
    const { WIKIS } = resource(twoWikis, 'AWS::Lambda::Function', 'FunctionsAuthorizer').Environment
      .Variables;
    const text = JSON.stringify(WIKIS);
    for (const [id] of resourcesOf(twoWikis, 'AWS::ApiGatewayV2::Api')) {
      expect(text.includes(`"Ref":"${id}"`)).toBe(id !== 'HooksApi' && !id.startsWith('Hooks'));
    }
    for (const [id] of keys) expect(text).toContain(`"Ref":"${id}"`);
  });

  test('sends a constant Host header where the configuration says so', () => {
    const origins = resourcesOf(twoWikis, 'AWS::ApiGatewayV2::Integration').map(
      ([, { Properties }]) => Properties,
    );
    const withHost = origins.filter(({ RequestParameters }) => RequestParameters?.['overwrite:header.Host']);
    expect(withHost).toHaveLength(1);
    expect(withHost[0].RequestParameters['overwrite:header.Host']).toBe('wiki.example.com');
  });

  test('reaches a wiki in a VPC by a link, with TLS to the name on its certificate', () => {
    const origins = resourcesOf(twoWikis, 'AWS::ApiGatewayV2::Integration').map(
      ([, { Properties }]) => Properties,
    );
    expect(origins.filter(({ ConnectionType }) => ConnectionType === 'VPC_LINK')).toMatchObject([
      {
        IntegrationType: 'HTTP_PROXY',
        ConnectionId: { Ref: expect.stringContaining('VpcLink') },
        TlsConfig: { ServerNameToVerify: 'intranet.example.com' },
        IntegrationUri: expect.stringContaining(':listener/app/'),
      },
    ]);
    expect(resource(twoWikis, 'AWS::ApiGatewayV2::VpcLink')).toMatchObject({
      SubnetIds: ['subnet-0123456789abcdef0'],
      SecurityGroupIds: ['sg-0123456789abcdef0'],
    });
  });
});

describe('in the console', () => {
  test('APIs, authorizers, VPC links and access logs have names that a person recognises', () => {
    const names = (type: string, property = 'Name') =>
      resourcesOf(logged, type).map(([, { Properties }]) => Properties[property]);
    expect(names('AWS::ApiGatewayV2::Api')).toEqual([
      'WikiSso hooks',
      'WikiSso wiki.example.com',
      'WikiSso intranet.example.com',
    ]);
    expect(names('AWS::ApiGatewayV2::Authorizer')).toEqual([
      'WikiSso wiki.example.com authorizer',
      'WikiSso intranet.example.com authorizer',
    ]);
    expect(names('AWS::ApiGatewayV2::VpcLink')).toEqual(['WikiSso intranet.example.com']);
    expect(names('AWS::Logs::LogGroup', 'LogGroupName').filter(Boolean)).toEqual([
      '/aws/vendedlogs/WikiSso/hooks',
      '/aws/vendedlogs/WikiSso/wiki.example.com',
      '/aws/vendedlogs/WikiSso/intranet.example.com',
    ]);
  });
});

describe("the hooks' API", () => {
  test('takes POST on two paths and nothing else', () => {
    const keys = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => Properties.RouteKey,
    );
    expect(keys.sort()).toEqual(['$default', 'POST /hooks/login', 'POST /hooks/logout']);
  });

  test('is throttled', () => {
    const limits = (context = SMALLEST) =>
      resource(synthesize(context), 'AWS::ApiGatewayV2::Stage', 'Hooks').DefaultRouteSettings;
    expect(limits()).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    expect(limits({ ...SMALLEST, hooksPerSecond: '7' })).toEqual({
      ThrottlingRateLimit: 7,
      ThrottlingBurstLimit: 14,
    });
  });
});

describe('custom domains', () => {
  const zone = synthesize(variant('url store, domains in a zone, two wikis'));
  const given = synthesize(variant('url store, domains with a certificate, two wikis'));

  test("switch API Gateway's own addresses off", () => {
    const off = (from: typeof zone) =>
      resourcesOf(from, 'AWS::ApiGatewayV2::Api').map(
        ([, { Properties }]) => Properties.DisableExecuteApiEndpoint,
      );
    expect(off(zone)).toEqual([true, true, true]);
    expect(off(given)).toEqual([true, true, true]);
    expect(off(twoWikis)).not.toContain(true);
  });

  test('in a zone get a certificate a host, and records for IPv4 and IPv6', () => {
    const certificates = resourcesOf(zone, 'AWS::CertificateManager::Certificate').map(
      ([, { Properties }]) => Properties,
    );
    expect(certificates.map(({ DomainName }) => DomainName).sort()).toEqual([
      'intranet.example.com',
      'wiki-hooks.example.com',
      'wiki.example.com',
    ]);
    for (const certificate of certificates) {
      expect(certificate).toMatchObject({ ValidationMethod: 'DNS' });
      expect(certificate).not.toHaveProperty('SubjectAlternativeNames');
    }
    const records = resourcesOf(zone, 'AWS::Route53::RecordSet').map(
      ([, { Properties }]) => `${Properties.Type} ${Properties.Name}`,
    );
    const hosts = ['wiki-hooks', 'wiki', 'intranet'].map((name) => `${name}.example.com.`);
    expect(records.sort()).toEqual(hosts.flatMap((host) => [`A ${host}`, `AAAA ${host}`]).sort());
    expect(Object.keys(zone.Outputs).filter((id) => id.endsWith('DnsTarget'))).toEqual([]);
  });

  test('without a zone use the certificate given, and the outputs tell what to add to DNS', () => {
    expect(resourcesOf(given, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(resourcesOf(given, 'AWS::Route53::RecordSet')).toEqual([]);
    const targets = Object.keys(given.Outputs).filter((id) => id.endsWith('DnsTarget'));
    expect(targets.sort()).toEqual(['HooksDnsTarget', 'Wiki0DnsTarget', 'Wiki1DnsTarget']);
  });

  test('may get their certificate in a zone and no records: a host that is in use has some already', () => {
    const byHand = synthesize(variant('closed vpc store in chosen zones, records by hand'));
    expect(resourcesOf(byHand, 'AWS::CertificateManager::Certificate')).toHaveLength(2);
    expect(resourcesOf(byHand, 'AWS::Route53::RecordSet')).toEqual([]);
    const targets = Object.keys(byHand.Outputs).filter((id) => id.endsWith('DnsTarget'));
    expect(targets.sort()).toEqual(['HooksDnsTarget', 'Wiki0DnsTarget']);
  });

  test('answer at IPv4 and IPv6, the APIs behind them too', () => {
    for (const type of ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::DomainName']) {
      const types = resourcesOf(zone, type).map(([, { Properties }]) =>
        type.endsWith('Api')
          ? Properties.IpAddressType
          : Properties.DomainNameConfigurations[0].IpAddressType,
      );
      expect(types).toEqual(Array(3).fill('dualstack'));
    }
  });

  test('are the addresses that the outputs give', () => {
    expect(zone.Outputs.HooksUrl.Value).toBe('https://wiki-hooks.example.com/hooks');
    expect(zone.Outputs.Wiki1Url.Value).toBe('https://intranet.example.com');
  });
});
