import { readCookieAge } from '../shared/cookie/cookie-settings.ts';
import { storeFromEnv } from '../shared/store/store-from-env.ts';
import { createExpire } from './expire.ts';

/** The function that EventBridge Scheduler runs. */
export const handler = createExpire({
  cookieAgeSeconds: readCookieAge(process.env),
  store: storeFromEnv(process.env),
});
