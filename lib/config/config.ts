import { getDomain } from 'tldts';
import { COOKIE_DOMAIN_PATTERN, COOKIE_NAME_PATTERN } from '../../functions/shared/cookie/cookie-settings.ts';
import type { Observability } from '../../functions/shared/runtime/metric-names.ts';
import { KMS_KEY_ARN } from './aws-patterns.ts';
import { type ReservedConcurrency, readReservedConcurrency } from './concurrency-config.ts';
import { ContextReader } from './context-reader.ts';
import { type DomainConfig, readDomainConfig } from './domain-config.ts';
import { nearestKey } from './nearest-key.ts';
import { readStoreConfig, type StoreConfig } from './store-config.ts';
import { readWikiConfig, type WikiConfig } from './wiki-config.ts';

/** Everything that a deployment can be told. */
export interface Config {
  readonly cookieDomain: string;
  readonly cookieName: string;
  readonly cookieAgeDays: number;
  readonly issuer: string;
  readonly store: StoreConfig;
  readonly wikis: readonly WikiConfig[];
  readonly domains: DomainConfig | undefined;
  /** Encrypts the secrets and the cache; without it, the AWS-managed keys do. */
  readonly kmsKeyArn: string | undefined;
  /** Hook requests per second that are let through; bursts may be twice as many. */
  readonly hooksPerSecond: number;
  /** Address that alarms are mailed to. */
  readonly alarmEmail: string | undefined;
  /** Sessions above which an alarm asks for a look. */
  readonly maxSessions: number;
  /** Name of the stack, of what has a physical name, and of the metrics' dimension. */
  readonly deploymentName: string;
  readonly observability: Observability;
  /** Whether each request to an API is a line of that API's access log. */
  readonly accessLogs: boolean;
  readonly reservedConcurrency: ReservedConcurrency | undefined;
  /** Whether X-Ray records some of the functions' invocations. */
  readonly tracing: boolean;
}

/**
 * What CloudFormation takes as a stack's name and ElastiCache as the beginning of names of 40 characters, to which
 * `-logout-hook` and `-public-0a1b2c` are added.
 */
const DEPLOYMENT_NAME = /^(?!.{27})[A-Za-z](-?[A-Za-z0-9])*$/;

/** Bytes that one member takes in the store, measured. */
const BYTES_PER_SESSION = 135;

/** All keys at the top; docs/configuration.md says what they mean. */
export const CONFIG_KEYS = [
  'cookieDomain',
  'cookieName',
  'cookieAgeDays',
  'issuer',
  'wikis',
  'hooksHost',
  'hostedZone',
  'certificateArn',
  'dnsRecords',
  'store',
  'maxStorageGb',
  'maxEcpuPerSecond',
  'vpc',
  'storeUrlSecretArn',
  'storePlaintextHost',
  'storeCaFile',
  'alarmEmail',
  'maxSessions',
  'hooksPerSecond',
  'kmsKeyArn',
  'deploymentName',
  'observability',
  'accessLogs',
  'reservedConcurrency',
  'tracing',
] as const;

/**
 * Reads the configuration from CDK context.
 * @param lookUp gives the value of a context key; from the command line all values come as text
 * @param given all keys of the context, the CDK's own among them
 * @param own those that come from a file of ours, where no other keys belong
 * @throws InvalidConfig that lists every bad key with what it got and what it takes
 */
export function readConfig(
  lookUp: (key: string) => unknown,
  given: readonly string[] = [],
  own: readonly string[] = [],
): Config {
  const context = new ContextReader(lookUp);
  const domainTakes = 'the parent domain of site and wikis, lower case, such as example.com';
  const store = readStoreConfig(context);
  const observability = context.oneOf('observability', ['lean', 'full'], 'lean');
  const nameTakes = 'up to 26 letters, digits and single hyphens, a letter first';
  const config: Config = {
    cookieDomain: context.text('cookieDomain', COOKIE_DOMAIN_PATTERN, domainTakes),
    cookieName: context.text('cookieName', COOKIE_NAME_PATTERN, 'a cookie name', 'wiki_sso'),
    cookieAgeDays: context.integer('cookieAgeDays', 1, 400, 14),
    issuer: context.text('issuer', /^[\x21-\x7e]{1,200}$/, 'printable ASCII without spaces', 'wiki-sso'),
    store,
    wikis: context.list('wikis', readWikiConfig),
    domains: readDomainConfig(context),
    kmsKeyArn: context.optionalText('kmsKeyArn', KMS_KEY_ARN, "a KMS key's ARN"),
    hooksPerSecond: context.integer('hooksPerSecond', 1, 10_000, 50),
    alarmEmail: context.optionalText('alarmEmail', /^[^\s@]+@[^\s@]+$/, 'an email address'),
    maxSessions: context.integer('maxSessions', 1, 1_000_000_000, defaultMaxSessions(store)),
    deploymentName: context.text('deploymentName', DEPLOYMENT_NAME, nameTakes, 'WikiSso'),
    observability,
    accessLogs: context.flag('accessLogs', observability === 'full'),
    reservedConcurrency: readReservedConcurrency(context),
    tracing: context.flag('tracing', false),
  };
  context.check(
    'cookieDomain',
    publicSuffix(config.cookieDomain),
    'a domain of your own: browsers drop a cookie for a public suffix or an address',
  );
  context.check('wikis', hostsOutside(config), 'hosts under cookieDomain, each once');
  context.check('wikis', wikisTooMany(config), "as many as fit into the authorizer's environment of 4 KB");
  context.check('hooksHost', hooksHostTaken(config), 'a host that is no wiki');
  context.check('hostedZone', hostsOutsideZone(config), 'a zone that all hosts are in');
  refuseSlips(context, given, own);
  context.throwIfInvalid();
  return config;
}

/**
 * Refuses keys that would be passed over in silence: one of ours that the rest of the configuration leaves without a
 * meaning, and one that looks like a slip of ours. Others are the CDK's, or of somebody's own.
 */
function refuseSlips(context: ContextReader, given: readonly string[], own: readonly string[]): void {
  const ours: readonly string[] = CONFIG_KEYS;
  // What a bad key would have given a meaning to is not known.
  const isSound = !context.hasProblems;
  for (const key of given) {
    if (ours.includes(key)) {
      if (isSound && !context.hasAsked(key))
        context.note(key, 'has no effect beside the other keys; leave it out');
    } else if (own.includes(key)) {
      context.refuse(key, ours);
    } else if (/^\w+$/.test(key) && nearestKey(key, ours) !== undefined) {
      context.refuse(key, ours);
    }
  }
}

/** Four fifths of what the cache may hold; for a store given by URL nobody knows. */
function defaultMaxSessions(store: StoreConfig): number {
  const gigabytes = store.kind === 'url' ? 1 : store.maxStorageGb;
  return Math.floor((gigabytes * 1e9 * 0.8) / BYTES_PER_SESSION);
}

/**
 * A name under which anybody may register another, or an address: no browser keeps a cookie for it. The list is
 * publicsuffix.org's with its private part, which has API Gateway's own addresses.
 */
function publicSuffix(domain: string): string[] {
  const isOwn = getDomain(domain, { allowPrivateDomains: true }) !== null;
  return domain === '' || (isOwn && !/\.\d+$/.test(domain)) ? [] : [domain];
}

const isUnder = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);

/** The hosts that the cookie would not reach, or that are there twice; what was refused already is empty here. */
function hostsOutside({ wikis, cookieDomain }: Config): string[] {
  if (cookieDomain === '' || publicSuffix(cookieDomain).length > 0) return [];
  const hosts = wikis.map(({ host }) => host).filter((host) => host !== '');
  return hosts.filter((host, i) => !isUnder(host, cookieDomain) || hosts.indexOf(host) !== i);
}

/** The hosts that the zone could not have records for. */
function hostsOutsideZone({ wikis, domains }: Config): string[] {
  const zone = domains?.hostedZone?.name;
  if (domains === undefined || zone === undefined || zone === '') return [];
  return [domains.hooksHost, ...wikis.map(({ host }) => host)].filter(
    (host) => host !== '' && !isUnder(host, zone),
  );
}

/** What a Lambda's environment holds, and what of it the authorizer's other settings take. */
const ENVIRONMENT_BYTES = 4096;
const OTHER_SETTINGS_BYTES = 700;
/** One wiki's API id, access and the ARN of its key; its host stands there twice, once in the ARN. */
const WIKI_BYTES = 230;

/** The number of wikis, when it is too large. */
function wikisTooMany({ wikis, store }: Config): number[] {
  const ca = store.kind === 'url' ? Buffer.byteLength(store.ca ?? '') : 0;
  const needed = wikis.reduce((sum, { host }) => sum + WIKI_BYTES + 2 * host.length, 0);
  return needed > ENVIRONMENT_BYTES - OTHER_SETTINGS_BYTES - ca ? [wikis.length] : [];
}

/** The host of the hooks, when a wiki has it: routes cannot match by host. */
function hooksHostTaken({ wikis, domains }: Config): string[] {
  const hooksHost = domains?.hooksHost ?? '';
  return hooksHost !== '' && wikis.some(({ host }) => host === hooksHost) ? [hooksHost] : [];
}
