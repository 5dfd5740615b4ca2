import type { Access } from '../functions/authorizer/wiki-policy.ts';
import { COOKIE_DOMAIN_PATTERN, COOKIE_NAME_PATTERN } from '../functions/shared/cookie/cookie-settings.ts';
import { ContextReader } from './context-reader.ts';

/** One wiki behind the bridge. */
export interface WikiConfig {
  /** Its public host, lower case, without a port; also the assertion's `aud`. */
  readonly host: string;
  /** Base URL that API Gateway forwards to. */
  readonly origin: string;
  readonly access: Access;
}

/** A Redis or Valkey that exists already. */
export interface UrlStoreConfig {
  readonly kind: 'url';
  /** ARN of the secret that holds its URL. */
  readonly urlSecretArn: string;
}

/** Everything that a deployment can be told. */
export interface Config {
  readonly cookieDomain: string;
  readonly cookieName: string;
  readonly cookieAgeDays: number;
  readonly issuer: string;
  readonly store: UrlStoreConfig;
  readonly wikis: readonly WikiConfig[];
}

const SECRET_ARN =
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/;
const ORIGIN = /^https?:\/\/[^/?#\s@]+(\/[^?#\s]*)?$/;

/**
 * Reads the configuration from CDK context.
 * @param lookUp gives the value of a context key; from the command line all values come as text
 * @throws InvalidConfig that lists every bad key with what it got and what it takes
 */
export function readConfig(lookUp: (key: string) => unknown): Config {
  const context = new ContextReader(lookUp);
  const config: Config = {
    cookieDomain: context.text(
      'cookieDomain',
      COOKIE_DOMAIN_PATTERN,
      'the parent domain of site and wikis, lower case, such as example.com',
    ),
    cookieName: context.text('cookieName', COOKIE_NAME_PATTERN, 'a cookie name', 'wiki_sso'),
    cookieAgeDays: context.integer('cookieAgeDays', 1, 400, 14),
    issuer: context.text('issuer', /^[\x21-\x7e]{1,200}$/, 'printable ASCII without spaces', 'wiki-sso'),
    store: {
      kind: context.oneOf('store', ['url']),
      urlSecretArn: context.text(
        'storeUrlSecretArn',
        SECRET_ARN,
        'the whole ARN of a secret that holds a redis:// or rediss:// URL',
      ),
    },
    wikis: context.list('wikis', (wiki) => ({
      host: wiki.text('host', COOKIE_DOMAIN_PATTERN, 'a host name, lower case, without a port'),
      origin: wiki.text('origin', ORIGIN, 'the base URL of the wiki, http:// or https://, without a query'),
      access: wiki.oneOf('access', ['public', 'members'], 'public'),
    })),
  };
  context.check('wikis', hostsUnderDomain(config), 'hosts under cookieDomain, each once');
  context.throwIfInvalid();
  return config;
}

/** The hosts that the cookie would not reach, or that are there twice; what was refused already is empty here. */
function hostsUnderDomain({ wikis, cookieDomain }: Config): string[] {
  if (cookieDomain === '') return [];
  const hosts = wikis.map(({ host }) => host).filter((host) => host !== '');
  return hosts.filter(
    (host, i) => !(host === cookieDomain || host.endsWith(`.${cookieDomain}`)) || hosts.indexOf(host) !== i,
  );
}
