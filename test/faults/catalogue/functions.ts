import type { SecretsFault } from '../../../harness/fake-secrets-manager.ts';
import { type Fault, HEALTHY, NO_SECRETS } from '../support/fault.ts';
import type { Scene } from '../support/scene.ts';
import { shift } from './clock.ts';

/** Longer than a secret counts as fresh. */
const MINUTES_MS = 600_000;

/** Lets minutes go by, for the functions and for the site. */
async function letMinutesPass(scene: Scene): Promise<void> {
  scene.passedMs = MINUTES_MS;
  await shift(scene, MINUTES_MS);
}

/** Secrets Manager fails while functions begin. */
function secretsAtColdStart(how: string, fault: SecretsFault, during: Fault['during']): Fault {
  return {
    title: `Secrets Manager ${how} at a cold start`,
    containers: true,
    cold: true,
    async begin({ secretsManager }) {
      secretsManager.fault = fault;
      return () => {
        secretsManager.fault = undefined;
      };
    },
    during,
  };
}

/** Secrets Manager fails when functions that have their secrets want to read them again. */
function secretsWhenCached(how: string, fault: SecretsFault): Fault {
  return {
    title: `Secrets Manager ${how}, secrets cached and due`,
    simulated: 'Ten minutes pass by the clocks of the functions and of the site.',
    containers: true,
    async begin(scene) {
      scene.secretsManager.fault = fault;
      await letMinutesPass(scene);
      return () => {
        scene.secretsManager.fault = undefined;
      };
    },
    during: HEALTHY,
  };
}

/** What befalls the functions themselves. */
export const FUNCTION_FAULTS: readonly Fault[] = [
  {
    title: 'Frozen for minutes, thawed with a dead socket',
    simulated:
      "Processes are stopped for a second, and ten minutes pass by their clocks and the site's; connections are dropped without a word.",
    containers: true,
    async begin(scene) {
      const { containers, proxy } = scene;
      for (const container of containers) container.freeze();
      proxy.treatConnected({ silent: true });
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const container of containers) container.thaw();
      await letMinutesPass(scene);
      return () => {};
    },
    during: HEALTHY,
  },
  {
    title: 'Frozen for minutes, thawed with a closed socket',
    simulated: "Processes are stopped for a second, and ten minutes pass by their clocks and the site's.",
    containers: true,
    async begin(scene) {
      const { containers, proxy } = scene;
      for (const container of containers) container.freeze();
      proxy.cut();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const container of containers) container.thaw();
      await letMinutesPass(scene);
      return () => {};
    },
    during: HEALTHY,
  },
  secretsAtColdStart('throttled', { kind: 'throttled' }, NO_SECRETS),
  secretsAtColdStart('failing', { kind: 'broken' }, NO_SECRETS),
  secretsAtColdStart('silent', { kind: 'silent' }, NO_SECRETS),
  secretsAtColdStart('slow by 200 ms', { kind: 'slow', ms: 200 }, HEALTHY),
  secretsWhenCached('throttled', { kind: 'throttled' }),
  secretsWhenCached('silent', { kind: 'silent' }),
];
