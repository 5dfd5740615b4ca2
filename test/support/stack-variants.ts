import { ACCOUNT_ARN, type Context } from './synth.ts';

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
        access: 'members',
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
export const VARIANTS: readonly { name: string; context: Context }[] = Object.entries(STORES).flatMap(
  ([store, ofStore]) =>
    Object.entries(DOMAINS).flatMap(([domain, ofDomain]) =>
      Object.entries(WIKIS).map(([wikis, ofWikis]) => ({
        name: `${store}, ${domain}, ${wikis}`,
        context: { cookieDomain: 'example.com', ...ofStore, ...ofDomain, ...ofWikis },
      })),
    ),
);

/** The context of one variant. */
export function variant(name: string): Context {
  const found = VARIANTS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no variant ${name}`);
  return found.context;
}
