/** The Lambda authorizer of the wikis' HTTP APIs: wires it up from the environment. */
import { readCookieName, readSessionRules } from '../shared/cookie/cookie-settings.ts';
import { EnvName } from '../shared/runtime/env-names.ts';
import { orKeepAwake } from '../shared/runtime/keep-awake.ts';
import { cachedCurrentSecret } from '../shared/runtime/secrets.ts';
import { readText } from '../shared/runtime/settings.ts';
import { storeFromEnv } from '../shared/store/store-from-env.ts';
import { createAuthorizer } from './authorizer.ts';
import { parseAssertionKey } from './identity-assertion.ts';
import { parseWikiPolicies } from './wiki-policy.ts';

const cookieName = readCookieName(process.env);
const rules = readSessionRules(process.env);
const wikis = parseWikiPolicies(EnvName.wikis, readText(process.env, EnvName.wikis));
const keys = new Map(
  [...wikis.values()].map(({ keyArn }) => [keyArn, cachedCurrentSecret(keyArn, parseAssertionKey)]),
);

export const handler = orKeepAwake(
  createAuthorizer({
    cookieName,
    rules,
    issuer: readText(process.env, EnvName.assertionIssuer),
    wikis,
    store: storeFromEnv(process.env),
    // biome-ignore lint/style/noNonNullAssertion: the map above has every wiki's key
    assertionKey: (arn) => keys.get(arn)!,
  }),
);
