import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../../lib/config/config.ts';
import { matching } from '../../../support/matching.ts';

const WIKI = { host: 'wiki.example.com', origin: 'https://origin.example.net' };
const VPC_ORIGIN = {
  targetArn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/wiki/0a1b/2c3d',
  subnetIds: ['subnet-0a'],
  securityGroupIds: ['sg-0a'],
};
const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b-2c3d';
const ZONE = { id: 'Z0123456789ABC', name: 'example.com' };

/** What the settings come to, or the lines of complaint. */
function read(over: Record<string, unknown>) {
  const settings: Record<string, unknown> = { cookieDomain: 'example.com', wikis: [WIKI], ...over };
  try {
    return readConfig((key) => settings[key]);
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('a wiki', () => {
  const wiki = (fields: object) => read({ wikis: [{ host: 'wiki.example.com', ...fields }] });

  test('is reached by a URL', () => {
    expect(wiki({ origin: WIKI.origin, hostHeader: 'wiki.example.com:8080' })).toMatchObject({
      wikis: [{ origin: { url: WIKI.origin }, hostHeader: 'wiki.example.com:8080', access: 'public' }],
    });
  });

  test('or in a VPC, where nobody gets past the gateway', () => {
    expect(wiki({ vpcOrigin: { ...VPC_ORIGIN, tlsServerName: 'wiki.internal' } })).toMatchObject({
      wikis: [{ origin: { ...VPC_ORIGIN, tlsServerName: 'wiki.internal' } }],
    });
  });

  test.each<[string, object, string]>([
    [
      'both',
      { origin: WIKI.origin, vpcOrigin: VPC_ORIGIN },
      'wikis[0].origin: expected origin or vpcOrigin, got both',
    ],
    ['neither', {}, 'wikis[0].origin: expected the base URL…, got nothing'],
    [
      'a load balancer instead of its listener',
      { vpcOrigin: { ...VPC_ORIGIN, targetArn: 'arn:aws:x' } },
      'wikis[0].vpcOrigin.targetArn: expected the ARN…, got "arn:aws:x"',
    ],
    [
      'no subnets',
      { vpcOrigin: { ...VPC_ORIGIN, subnetIds: [] } },
      'wikis[0].vpcOrigin.subnetIds: expected a list of subnet ids…, got []',
    ],
    [
      'a line break in its host header',
      { origin: WIKI.origin, hostHeader: 'a\nb' },
      'wikis[0].hostHeader: expected a host name…, got "a\\nb"',
    ],
  ])('is not reached by %s', (_what, fields, message) => {
    expect(wiki(fields)).toEqual([matching(message)]);
  });
});

describe('custom domains', () => {
  test('are left out by default', () => {
    expect(read({})).toMatchObject({ domains: undefined });
  });

  test('take a host for the hooks and a zone, a certificate or both', () => {
    const hooksHost = 'hooks.example.com';
    expect(read({ hooksHost, hostedZone: ZONE })).toMatchObject({
      domains: { hooksHost, hostedZone: ZONE, certificateArn: undefined, dnsRecords: true },
    });
    expect(read({ hooksHost, certificateArn: CERTIFICATE })).toMatchObject({
      domains: { hooksHost, hostedZone: undefined, certificateArn: CERTIFICATE, dnsRecords: false },
    });
    expect(read({ hooksHost, hostedZone: ZONE, dnsRecords: 'false' })).toMatchObject({
      domains: { hooksHost, hostedZone: ZONE, dnsRecords: false },
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'a host alone',
      { hooksHost: 'hooks.example.com' },
      'hooksHost: expected hostedZone or certificateArn with it, got neither',
    ],
    ['no host', { hostedZone: ZONE }, 'hooksHost: expected the host of the hooks…, got nothing'],
    [
      'a zone without id',
      { hooksHost: 'hooks.example.com', hostedZone: { name: 'example.com' } },
      'hostedZone.id: expected …, got nothing',
    ],
    [
      'a key of the zone that is none',
      { hooksHost: 'hooks.example.com', hostedZone: { ...ZONE, zoneId: 'Z' } },
      'hostedZone.zoneId: unknown key; the keys are id, name',
    ],
    [
      'a host outside the zone',
      { hooksHost: 'hooks.example.org', hostedZone: ZONE },
      'hostedZone: expected a zone that contains all hosts…, got ["hooks.example.org"]',
    ],
    [
      'a wiki outside the zone',
      { hooksHost: 'a.b.example.com', hostedZone: { ...ZONE, name: 'b.example.com' } },
      'hostedZone: expected a zone…, got ["wiki.example.com"]',
    ],
    [
      'a certificate of another service',
      { hooksHost: 'hooks.example.com', certificateArn: 'arn:aws:iam::1:x' },
      'certificateArn: expected a certificate…, got "arn:aws:iam::1:x"',
    ],
    [
      'a host that is a wiki already',
      { hooksHost: 'wiki.example.com', hostedZone: ZONE },
      'hooksHost: expected …, got ["wiki.example.com"]',
    ],
  ])('are refused with %s', (_what, over, message) => {
    expect(read(over)).toEqual([matching(message)]);
  });
});

test('an environment of 4 KB bounds the number of wikis, and that is told before the deployment', () => {
  const wikis = Array.from({ length: 40 }, (_, i) => ({ ...WIKI, host: `wiki${i}.example.com` }));
  expect(read({ wikis })).toEqual([matching('wikis: expected fewer wikis…, got [40]')]);
});
