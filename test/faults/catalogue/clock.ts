import { COOKIE_SET, REVOCATION_SET } from '../../../functions/shared/sessions/store-keys.ts';
import type { ValkeyServer } from '../../../harness/valkey-server.ts';
import { type Fault, FORGOTTEN, HEALTHY } from '../support/fault.ts';
import type { Scene } from '../support/scene.ts';

const NO_CLOCK =
  'All that is stored gets the scores that a function with a clock so far ahead would have written.';

/** Makes it look as if the clock of the functions that wrote had been ahead until now. */
async function writtenAhead({ admin }: ValkeyServer, seconds: number): Promise<void> {
  for (const set of [COOKIE_SET, REVOCATION_SET]) {
    for (const member of await admin.zrange(set, '0', '-1')) {
      if (!member.startsWith('aged-')) await admin.zincrby(set, seconds, member);
    }
  }
}

function clockStepsBack(by: string, seconds: number, rest: Pick<Fault, 'during' | 'after'>): Fault {
  return {
    title: `The functions' clock steps back by ${by}`,
    simulated: NO_CLOCK,
    async begin({ valkey }) {
      await writtenAhead(valkey, seconds);
      return () => {};
    },
    ...rest,
  };
}

/** Two minutes either way, at all functions at once. The site's clock is right. */
function clockOff(by: string, ms: number): Fault {
  return {
    title: `The functions' clock is ${by}`,
    containers: true,
    async begin(scene) {
      await shift(scene, ms);
      return () => shift(scene, 0);
    },
    during: HEALTHY,
  };
}

/** Sets the clocks of all containers. */
export async function shift({ containers }: Scene, ms: number): Promise<void> {
  await Promise.all(containers.map((container) => container.call({ clockShiftMs: ms })));
}

/** Clocks that differ, or go back. */
export const CLOCK_FAULTS: readonly Fault[] = [
  clockStepsBack('10 s', 10, { during: HEALTHY }),
  clockStepsBack('4 min', 240, { during: HEALTHY }),
  // A cookie from further ahead than clocks may differ is not believed until the clock has come near.
  clockStepsBack('1 h', 3600, { during: FORGOTTEN, after: FORGOTTEN }),
  clockOff('120 s ahead', 120_000),
  clockOff('120 s behind', -120_000),
];
