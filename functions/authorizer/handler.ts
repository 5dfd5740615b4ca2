import { readCookieLookup } from '../shared/cookie/cookie-settings.ts';
import { EnvName } from '../shared/runtime/env-names.ts';
import { orKeepAwake } from '../shared/runtime/keep-awake.ts';
import { cachedCurrentSecret } from '../shared/runtime/secrets.ts';
import { readText } from '../shared/runtime/settings.ts';
import { storeFromEnv } from '../shared/store/store-from-env.ts';
import { createAuthorizer } from './authorizer.ts';
import { parseAssertionKey } from './identity-assertion.ts';
import { parseWikiPolicies } from './wiki-policy.ts';

const cookie = readCookieLookup(process.env);
const wikis = parseWikiPolicies(EnvName.wikis, readText(process.env, EnvName.wikis));
const keys = new Map(
  [...wikis.values()].map(({ keyArn }) => [keyArn, cachedCurrentSecret(keyArn, parseAssertionKey)]),
);

/** The Lambda authorizer of the wikis' HTTP APIs. */
export const handler = orKeepAwake(
  createAuthorizer({
    cookieName: cookie.name,
    cookieAgeSeconds: cookie.ageSeconds,
    issuer: readText(process.env, EnvName.assertionIssuer),
    wikis,
    store: storeFromEnv(process.env),
    // biome-ignore lint/style/noNonNullAssertion: every wiki's key was put in above
    assertionKey: (arn) => keys.get(arn)!,
  }),
);
