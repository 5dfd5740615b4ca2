/** Compares a page view and a login with the original of 2012. */

import { Original } from '../original/original.ts';
import { livePageView } from './authorizer.ts';
import type { Comparison } from './case.ts';
import { loginThroughHook } from './login-hook.ts';

/** Compares a page view in the authorizer with the original's check inside the wiki. */
export async function originalPageViewComparison(storeUrl: string): Promise<Comparison> {
  const original = new Original(storeUrl);
  const { once, close } = await livePageView(storeUrl);
  return {
    title: 'A page view, beside the original (Python, inside the wiki)',
    baseline: {
      name: 'the original: hash, one ZSCORE; no age, no revocation, nothing signed',
      medianMicroseconds: (ms) => original.medianMicroseconds('page-view', ms),
    },
    measured: [{ name: 'the authorizer: live cookie, assertion, log line', once }],
    close: () => {
      close();
      original.stop();
    },
  };
}

/** Compares a login through the hook with the original's work inside the site. */
export async function originalLoginComparison(storeUrl: string): Promise<Comparison> {
  const original = new Original(storeUrl);
  const { once, before, close } = await loginThroughHook(storeUrl);
  return {
    title: 'A login, beside the original (Python, inside the site)',
    baseline: {
      name: 'the original: cookie, hash, one ZADD; nothing signed, nothing answered',
      medianMicroseconds: (ms) => original.medianMicroseconds('login', ms),
    },
    measured: [{ name: 'the login hook: signature, body, cookie, script, answer, log line', once, before }],
    close: () => {
      close();
      original.stop();
    },
  };
}
