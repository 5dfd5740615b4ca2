/** The environment variables of the functions: lib/ sets them, settings.ts reads them. */
export const EnvName = {
  /** Name of the deployment, a dimension of its metrics. */
  deployment: 'DEPLOYMENT',
  /** `lean` or `full`: how much the functions log. */
  observability: 'OBSERVABILITY',
  /** Name of the wiki cookie. */
  cookieName: 'COOKIE_NAME',
  /** Parent domain shared by the site and the wikis, without a leading dot. */
  cookieDomain: 'COOKIE_DOMAIN',
  /** How long a login lasts, in seconds. */
  cookieAgeSeconds: 'COOKIE_AGE_SECONDS',
  /** ARN of the secret that signs hooks. */
  hookSecretArn: 'HOOK_SECRET_ARN',
  /** ARN of the secret that holds the store's `redis://` or `rediss://` URL. */
  storeUrlSecretArn: 'STORE_URL_SECRET_ARN',
  /** The only host for which a store URL may go without TLS. */
  storePlaintextHost: 'STORE_PLAINTEXT_HOST',
  /** PEM text of the authority that signed the certificate of a store given by URL. */
  storeCa: 'STORE_CA',
  /** Address of the ElastiCache cache. If it is set, functions connect by IAM, not by URL. */
  cacheHost: 'CACHE_HOST',
  cachePort: 'CACHE_PORT',
  /** Name of the cache, which is part of its tokens. */
  cacheName: 'CACHE_NAME',
  /** The function's own ElastiCache user. */
  cacheUser: 'CACHE_USER',
  /** `iss` of the identity assertion. */
  assertionIssuer: 'ASSERTION_ISSUER',
  /** JSON object from API id to `{host, access, keyArn}`. */
  wikis: 'WIKIS',
} as const;
