/** The configurations whose templates the stack tests check. */

import { ACCOUNT_ARN, type Context } from './synth.ts';

/** Another key than that of the secrets. */
export const LOGS_KEY = 'arn:aws:kms:eu-central-1:123456789012:key/4567abcd-0123-0123-0123-0123456789ab';

const STORES: Record<string, Context> = {
  'vpc store': { store: 'vpc' },
  'vpc store in an existing VPC': {
    store: 'vpc',
    vpc: {
      id: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    },
  },
  'public store': { store: 'public' },
  'url store': { store: 'url', storeUrlSecretArn: ACCOUNT_ARN },
};

const DOMAINS: Record<string, Context> = {
  'no domain': {},
  'domains in a zone': {
    hooksHost: 'wiki-hooks.example.com',
    hostedZone: { id: 'Z0123456789ABCDEF', name: 'example.com' },
    alarmEmail: 'ops@example.com',
  },
  'domains with a certificate': {
    hooksHost: 'wiki-hooks.example.com',
    certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0123abcd-0123-0123-0123-0123456789ab',
    kmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/0123abcd-0123-0123-0123-0123456789ab',
  },
};

const WIKIS: Record<string, Context> = {
  'one wiki': { wikis: [{ host: 'wiki.example.com', origin: 'https://origin.example.net' }] },
  'two wikis': {
    wikis: [
      { host: 'wiki.example.com', origin: 'https://origin.example.net/base', hostHeader: 'wiki.example.com' },
      {
        host: 'intranet.example.com',
        access: 'private',
        vpcOrigin: {
          targetArn:
            'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/lb/0123456789abcdef/0123456789abcdef',
          subnetIds: ['subnet-0123456789abcdef0'],
          securityGroupIds: ['sg-0123456789abcdef0'],
          tlsServerName: 'intranet.example.com',
        },
      },
    ],
  },
};

/** Every way in which stores, domains and wikis go together. */
const COMBINED: readonly { name: string; context: Context }[] = Object.entries(STORES).flatMap(
  ([store, ofStore]) =>
    Object.entries(DOMAINS).flatMap(([domain, ofDomain]) =>
      Object.entries(WIKIS).map(([wikis, ofWikis]) => ({
        name: `${store}, ${domain}, ${wikis}`,
        context: { cookieDomain: 'example.com', ...ofStore, ...ofDomain, ...ofWikis },
      })),
    ),
);

const ZONE = DOMAINS['domains in a zone'];
const ONE_WIKI = WIKIS['one wiki'];
const EXISTING_VPC = STORES['vpc store in an existing VPC']?.vpc as object;

/** The keys that the combinations leave at their defaults. */
const FURTHER: Record<string, Context> = {
  'closed vpc store in chosen zones, records by hand': {
    ...ZONE,
    ...ONE_WIKI,
    vpc: { availabilityZones: ['eu-central-1b', 'eu-central-1c'], secretsEndpoint: true },
    dnsRecords: false,
    maxStorageGb: 2,
    maxEcpuPerSecond: 30_000,
    maxSessions: 1_000_000,
    hooksPerSecond: 100,
  },
  "vpc store in an existing VPC with that VPC's own way out": {
    ...ONE_WIKI,
    vpc: { ...EXISTING_VPC, secretsEndpoint: false },
    cookieName: 'team_wiki',
    cookieAgeDays: 7,
    issuer: 'https://www.example.com',
    deploymentName: 'Team',
    accessLogs: true,
  },
  'full observability': { ...ONE_WIKI, observability: 'full' },
  'vpc store with every option of Operation': {
    ...ONE_WIKI,
    accessLogs: true,
    provisionedConcurrency: { authorizer: 2, loginHook: 1, logoutHook: 1 },
    reservedConcurrency: { loginHook: 5, logoutHook: 4 },
    logsKmsKey: 'new',
    tracing: true,
  },
  "url store, traced, its logs under a key of the operator's": {
    ...STORES['url store'],
    ...ONE_WIKI,
    logsKmsKey: LOGS_KEY,
    tracing: true,
  },
  'url store in the clear with an authority of its own': {
    ...STORES['url store'],
    ...ONE_WIKI,
    storePlaintextHost: 'redis.internal',
    storeCaFile: 'harness/tls/test-only.cert.pem',
  },
};

/** All that is synthesized and checked by every tool. */
export const VARIANTS: readonly { name: string; context: Context }[] = [
  ...COMBINED,
  ...Object.entries(FURTHER).map(([name, context]) => ({
    name,
    context: { cookieDomain: 'example.com', ...context },
  })),
];

/** The context of one variant. */
export function variant(name: string): Context {
  const found = VARIANTS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no variant ${name}`);
  return found.context;
}
