/** Compares a warm page view with its two lookups alone. */

import { COOKIE_SET, REVOCATION_SET } from '../../functions/shared/sessions/store-keys.ts';
import { createRedisClient } from '../../functions/shared/store/redis-client.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { Bridge } from '../../harness/bridge.ts';
import type { Comparison } from './case.ts';

/** Compares a page view in the authorizer with the two lookups that every authorizer would need. */
export async function authorizerComparison(storeUrl: string): Promise<Comparison> {
  const raw = createRedisClient(parseStoreUrl(storeUrl));
  const { bridge, member, once, close } = await livePageView(storeUrl);
  return {
    title: 'Authorizer, warm',
    baseline: {
      name: 'two ZSCOREs in one pipeline, raw',
      once: () => raw.pipeline().zscore(COOKIE_SET, member).zscore(REVOCATION_SET, 'alice').exec(),
    },
    measured: [
      {
        name: 'live cookie: checked, assertion signed, log line written',
        once,
        aim: 2,
      },
      { name: 'dead cookie', once: () => bridge.viewWith('alice##dead', { headers: BROWSER_HEADERS }) },
      { name: 'no cookie', once: () => bridge.view({ headers: BROWSER_HEADERS }), aim: 0.3 },
    ],
    close: () => {
      close();
      raw.disconnect();
    },
  };
}

/** A page view of a logged-in visitor. */
export async function livePageView(storeUrl: string) {
  const bridge = new Bridge(storeUrl);
  const { value, member } = await bridge.cookieOf('alice');
  const page = { cookies: ['theme=dark', `wiki_sso=${value}`], headers: BROWSER_HEADERS };
  const once = async () => {
    const { context } = await bridge.view(page);
    if (context.username !== 'alice')
      throw new Error(`expected alice for a live cookie, got ${context.reason}`);
  };
  return { bridge, member, once, close: () => bridge.close() };
}

/** The headers of a browser's page view, because the authorizer checks the name of each header. */
const BROWSER_HEADERS = Object.fromEntries(
  [
    'accept',
    'accept-encoding',
    'accept-language',
    'cache-control',
    'content-length',
    'priority',
    'referer',
    'sec-ch-ua',
    'sec-ch-ua-mobile',
    'sec-ch-ua-platform',
    'sec-fetch-dest',
    'sec-fetch-mode',
    'sec-fetch-site',
    'sec-fetch-user',
    'upgrade-insecure-requests',
    'x-amzn-trace-id',
    'x-forwarded-for',
    'x-forwarded-port',
    'x-forwarded-proto',
  ].map((name) => [name, 'a value of ordinary length']),
);
