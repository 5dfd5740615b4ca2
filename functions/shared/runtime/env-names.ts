/** The environment variables of the functions: set by lib/, read by settings.ts. */
export const EnvName = {
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
  /** `iss` of the identity assertion. */
  assertionIssuer: 'ASSERTION_ISSUER',
  /** JSON object from API id to `{host, access, keyArn}`. */
  wikis: 'WIKIS',
} as const;
