/** The function that EventBridge Scheduler runs: wires expire up from the environment. */
import { readSessionRules } from '../shared/cookie/cookie-settings.ts';
import { storeFromEnv } from '../shared/store/store-from-env.ts';
import { createExpire } from './expire.ts';

export const handler = createExpire({
  rules: readSessionRules(process.env),
  store: storeFromEnv(process.env),
});
