/** The configuration of a deployment: its keys, its types and the checks across several keys. */

import { getDomain } from 'tldts';
import { COOKIE_DOMAIN_PATTERN, COOKIE_NAME_PATTERN } from '../../functions/shared/cookie/cookie-settings.ts';
import type { Observability } from '../../functions/shared/runtime/metric-names.ts';
import { KMS_KEY_ARN } from './aws-patterns.ts';
import {
  type ProvisionedConcurrency,
  type ReservedConcurrency,
  readProvisionedConcurrency,
  readReservedConcurrency,
} from './concurrency-config.ts';
import { ContextReader } from './context-reader.ts';
import { type DomainConfig, readDomainConfig } from './domain-config.ts';
import { readLogsKey } from './logs-key-config.ts';
import { nearestKey } from './nearest-key.ts';
import { readStoreConfig, type StoreConfig } from './store-config.ts';
import { readWikiConfig, type WikiConfig } from './wiki-config.ts';

/** The settings of a deployment. */
export interface Config {
  readonly cookieDomain: string;
  readonly cookieName: string;
  readonly cookieAgeDays: number;
  readonly issuer: string;
  readonly store: StoreConfig;
  readonly wikis: readonly WikiConfig[];
  readonly domains: DomainConfig | undefined;
  /** The key that encrypts the secrets and the cache; undefined for AWS-managed keys. */
  readonly kmsKeyArn: string | undefined;
  /** The most hook requests per second; bursts may be twice as large. */
  readonly hooksPerSecond: number;
  /** The address that receives alarms by email. */
  readonly alarmEmail: string | undefined;
  /** The number of sessions above which an alarm fires. */
  readonly maxSessions: number;
  /** The name of the stack, the prefix of physical names, and the value of the metrics' dimension. */
  readonly deploymentName: string;
  readonly observability: Observability;
  /** Whether each API writes one access-log line for each request. */
  readonly accessLogs: boolean;
  readonly provisionedConcurrency: ProvisionedConcurrency | undefined;
  readonly reservedConcurrency: ReservedConcurrency | undefined;
  /** Encrypts log groups and alarm topic: `NEW_KEY` or an ARN; without it, CloudWatch's own encryption does, and none. */
  readonly logsKmsKey: string | undefined;
  /** Whether X-Ray records some of the functions' invocations. */
  readonly tracing: boolean;
}

/**
 * A valid CloudFormation stack name, short enough for ElastiCache names of 40 characters after `-logout-hook` or
 * `-public-0a1b2c` is added.
 */
const DEPLOYMENT_NAME = /^(?!.{27})[A-Za-z](-?[A-Za-z0-9])*$/;

/** The bytes that one session takes in the store, as measured (docs/scale.md). */
const BYTES_PER_SESSION = 135;

/** All top-level keys; docs/configuration.md explains them. */
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
  'provisionedConcurrency',
  'reservedConcurrency',
  'logsKmsKey',
  'tracing',
] as const;

/**
 * Reads and checks the configuration.
 * @param lookUp returns the value of a key; values from the command line are always text
 * @param given all keys of the context, including the CDK's own
 * @param own the keys from wiki-sso.json, which may contain only ours
 * @throws InvalidConfig with one line for each bad key: what it expects and what it got
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
  const reservedConcurrency = readReservedConcurrency(context);
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
    provisionedConcurrency: readProvisionedConcurrency(context, reservedConcurrency),
    reservedConcurrency,
    logsKmsKey: readLogsKey(context),
    tracing: context.flag('tracing', false),
  };
  context.check(
    'cookieDomain',
    publicSuffix(config.cookieDomain),
    'a domain of your own (browsers reject cookies for public suffixes and addresses)',
  );
  context.check('wikis', hostsOutside(config), 'hosts under cookieDomain, each once');
  context.check(
    'wikis',
    wikisTooMany(config),
    "fewer wikis: their settings must fit into the authorizer's environment of 4 KB",
  );
  context.check('hooksHost', hooksHostTaken(config), 'a host that no wiki has');
  context.check('hostedZone', hostsOutsideZone(config), 'a zone that contains all hosts');
  refuseSlips(context, given, own);
  context.throwIfInvalid();
  return config;
}

/**
 * Rejects keys that would otherwise be ignored: a key that has no effect with the other settings, and a key that looks
 * like a misspelling of ours. All other keys belong to the CDK or to the user.
 */
function refuseSlips(context: ContextReader, given: readonly string[], own: readonly string[]): void {
  const ours: readonly string[] = CONFIG_KEYS;
  // After a bad key it is unknown which other keys have an effect.
  const isSound = !context.hasProblems;
  for (const key of given) {
    if (ours.includes(key)) {
      if (isSound && !context.hasAsked(key))
        context.note(key, 'has no effect with the other settings; remove it');
    } else if (own.includes(key)) {
      context.refuse(key, ours);
    } else if (/^\w+$/.test(key) && nearestKey(key, ours) !== undefined) {
      context.refuse(key, ours);
    }
  }
}

/** Four fifths of the cache's capacity; 1 GB is assumed for a store by URL, whose size is unknown. */
function defaultMaxSessions(store: StoreConfig): number {
  const gigabytes = store.kind === 'url' ? 1 : store.maxStorageGb;
  return Math.floor((gigabytes * 1e9 * 0.8) / BYTES_PER_SESSION);
}

/**
 * The domain if it is a public suffix or an address, for which browsers reject cookies. The list is publicsuffix.org's
 * including its private part, which has API Gateway's own addresses.
 */
function publicSuffix(domain: string): string[] {
  const isOwn = getDomain(domain, { allowPrivateDomains: true }) !== null;
  return domain === '' || (isOwn && !/\.\d+$/.test(domain)) ? [] : [domain];
}

const isUnder = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);

/** The hosts outside the cookie's domain, and duplicates. A host that was rejected before is empty here. */
function hostsOutside({ wikis, cookieDomain }: Config): string[] {
  if (cookieDomain === '' || publicSuffix(cookieDomain).length > 0) return [];
  const hosts = wikis.map(({ host }) => host).filter((host) => host !== '');
  return hosts.filter((host, i) => !isUnder(host, cookieDomain) || hosts.indexOf(host) !== i);
}

/** The hosts that are not in the hosted zone. */
function hostsOutsideZone({ wikis, domains }: Config): string[] {
  const zone = domains?.hostedZone?.name;
  if (domains === undefined || zone === undefined || zone === '') return [];
  return [domains.hooksHost, ...wikis.map(({ host }) => host)].filter(
    (host) => host !== '' && !isUnder(host, zone),
  );
}

/** The size of a Lambda's environment, and the part of it that the authorizer's other settings take. */
const ENVIRONMENT_BYTES = 4096;
const OTHER_SETTINGS_BYTES = 700;
/** The API id, the access and the key's ARN of one wiki, without its host, which appears twice (once in the ARN). */
const WIKI_BYTES = 230;

/** The number of wikis, if it is too large. */
function wikisTooMany({ wikis, store }: Config): number[] {
  const ca = store.kind === 'url' ? Buffer.byteLength(store.ca ?? '') : 0;
  const needed = wikis.reduce((sum, { host }) => sum + WIKI_BYTES + 2 * host.length, 0);
  return needed > ENVIRONMENT_BYTES - OTHER_SETTINGS_BYTES - ca ? [wikis.length] : [];
}

/** The host of the hooks, if a wiki uses it too: routes cannot match by host. */
function hooksHostTaken({ wikis, domains }: Config): string[] {
  const hooksHost = domains?.hooksHost ?? '';
  return hooksHost !== '' && wikis.some(({ host }) => host === hooksHost) ? [hooksHost] : [];
}
