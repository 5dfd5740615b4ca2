/** The environment variables and secrets of functions in containers. */

import { ASSERTION_KEY } from './bridge.ts';
import { HOOK_SECRET } from './signed-hook.ts';

/** The API ids of the wikis in the environment. */
export const PUBLIC_WIKI = 'wiki-api';
export const PRIVATE_WIKI = 'private-api';

/** The secrets in Secrets Manager, by ARN. */
export function bridgeSecrets(storeUrl: string): Record<string, string> {
  return { 'arn:store-url': storeUrl, 'arn:hook': HOOK_SECRET, 'arn:assertion': ASSERTION_KEY };
}

/** The environment of every function, as the stack would set it. */
export function functionEnvironment(secretsManagerUrl: string): Record<string, string> {
  const wiki = { host: 'wiki.example.com', keyArn: 'arn:assertion' };
  return {
    AWS_ENDPOINT_URL: secretsManagerUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    COOKIE_NAME: 'wiki_sso',
    COOKIE_DOMAIN: 'example.com',
    COOKIE_AGE_SECONDS: '1209600',
    ASSERTION_ISSUER: 'wiki-sso',
    HOOK_SECRET_ARN: 'arn:hook',
    STORE_URL_SECRET_ARN: 'arn:store-url',
    WIKIS: JSON.stringify({
      [PUBLIC_WIKI]: { ...wiki, access: 'public' },
      [PRIVATE_WIKI]: { ...wiki, access: 'private' },
    }),
  };
}
