/** Compares a warm login with its script alone. */

import { randomBytes } from 'node:crypto';
import { OPEN_SESSION } from '../../functions/login-hook/open-session.ts';
import { COOKIE_SET, hookIdKey, REVOCATION_SET } from '../../functions/shared/sessions/store-keys.ts';
import { createRedisClient } from '../../functions/shared/store/redis-client.ts';
import { clockArgument } from '../../functions/shared/store/session-store.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { Bridge } from '../../harness/bridge.ts';
import { signedHook } from '../../harness/signed-hook.ts';
import type { Comparison } from './case.ts';

/** Compares a login, from the gateway's event to the answer, with its script sent directly. */
export async function loginHookComparison(storeUrl: string): Promise<Comparison> {
  const raw = createRedisClient(parseStoreUrl(storeUrl));
  const { once, before, close } = await loginThroughHook(storeUrl);
  return {
    title: 'Login hook, warm',
    baseline: {
      name: 'its script, raw',
      once: () => {
        const [id, nonce, member] = [randomBytes(8), randomBytes(16), randomBytes(32)].map((bytes) =>
          bytes.toString('hex'),
        );
        return raw.evalsha(
          OPEN_SESSION.sha1,
          3,
          hookIdKey(id as string),
          COOKIE_SET,
          REVOCATION_SET,
          nonce as string,
          clockArgument(),
          member as string,
          'alice',
          '',
        );
      },
    },
    measured: [
      {
        name: 'signature, body, cookie, script, answer, log line',
        once,
        before,
        aim: 2.5,
      },
    ],
    close: () => {
      close();
      raw.disconnect();
    },
  };
}

/** A login whose hook is signed before the measurement, because the site does the signing. */
export async function loginThroughHook(storeUrl: string) {
  const bridge = new Bridge(storeUrl);
  const body = { username: 'alice', email: 'alice@example.com' };
  // The first login loads the script.
  await bridge.hook('login', body);
  let event = signedHook('login', body);
  return {
    once: async () => {
      const { status } = await bridge.send('login', event);
      if (status !== 200) throw new Error(`expected status 200 for a login, got ${status}`);
    },
    before: () => {
      event = signedHook('login', body);
    },
    close: () => bridge.close(),
  };
}
