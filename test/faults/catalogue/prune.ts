import { COOKIE_SET } from '../../../functions/shared/sessions/store-keys.ts';
import { type Fault, HEALTHY } from '../support/fault.ts';
import type { Scene } from '../support/scene.ts';

/** More than expire removes in the time it is given here. */
const AGED = 60_000;

async function age({ valkey }: Scene): Promise<void> {
  const fill = valkey.admin.pipeline();
  for (let i = 0; i < AGED; i++) fill.zadd(COOKIE_SET, 1 + i / AGED, `aged-${i}`);
  await fill.exec();
}

async function agedLeft({ store }: Scene): Promise<number> {
  return store.admin.zcount(COOKIE_SET, '-inf', 1000);
}

/** Pruning that is interrupted. That nothing live is lost, everyone's page view tells. */
export const PRUNE_FAULTS: readonly Fault[] = [
  {
    title: 'Deadline reached in mid-prune',
    // What Lambda says is left: expire keeps two seconds for its answer, and begins no second batch in the last.
    expireMs: 3000,
    async begin(scene) {
      await age(scene);
      return () => {};
    },
    during: { ...HEALTHY, expire: 'stopped early' },
    async check(scene) {
      if ((await agedLeft(scene)) !== 0) throw new Error('the next run did not go on');
    },
  },
  {
    title: 'Store cut off in mid-prune',
    async begin(scene) {
      await age(scene);
      const { proxy } = scene;
      proxy.treatment = { delayMs: 20 };
      const refused = (async () => {
        while ((await agedLeft(scene)) > AGED / 2) await new Promise((resolve) => setTimeout(resolve, 5));
        await proxy.refuse();
      })();
      return async () => {
        await refused;
        proxy.treatment = {};
        await proxy.listen();
      };
    },
    // The others are answered long before half of it is done.
    during: { ...HEALTHY, expire: 'error' },
    async check(scene) {
      if ((await agedLeft(scene)) !== 0) throw new Error('the next run did not go on');
    },
  },
];
