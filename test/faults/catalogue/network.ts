import type { Treatment } from '../../support/fault-proxy.ts';
import { type Fault, HEALTHY, OUT_OF_REACH } from '../support/fault.ts';

/** A fault of the network that lasts until it ends, for old connections and new. */
function treated(title: string, treatment: Treatment, rest: Omit<Fault, 'title' | 'begin'>): Fault {
  return {
    title,
    async begin({ proxy }) {
      proxy.treatment = treatment;
      return () => {
        proxy.treatment = {};
      };
    },
    ...rest,
  };
}

/** Every connection that is open now goes bad; one made anew is well. */
function oldConnections(title: string, treatment: Treatment): Fault {
  return {
    title,
    async begin({ proxy }) {
      proxy.treatConnected(treatment);
      return () => {};
    },
    during: HEALTHY,
  };
}

/** What can befall the bytes between a function and its store. */
export const NETWORK_FAULTS: readonly Fault[] = [
  treated('Store slow by 50 ms', { delayMs: 50 }, { during: HEALTHY }),
  treated('Store slow by 500 ms', { delayMs: 500 }, { during: HEALTHY }),
  treated('Store slow by 5,000 ms', { delayMs: 5000 }, { during: OUT_OF_REACH }),
  treated('Store black-holed', { silent: true }, { during: OUT_OF_REACH }),
  treated('Store black-holed at a cold start', { silent: true }, { during: OUT_OF_REACH, cold: true }),
  oldConnections('Open connections go silent, new ones work', { silent: true }),
  {
    title: 'Connections refused',
    async begin({ proxy }) {
      await proxy.refuse();
      return () => proxy.listen();
    },
    during: OUT_OF_REACH,
  },
  {
    title: 'Connections cut between two requests',
    async begin({ proxy }) {
      proxy.cut();
      return () => {};
    },
    during: HEALTHY,
  },
  {
    title: 'Connections cut, and new ones hang for half a second',
    async begin({ proxy }) {
      proxy.cut();
      proxy.treatment = { silent: true };
      const over = new Promise((resolve) => setTimeout(resolve, 500)).then(() => {
        // Those that were made meanwhile never wake up.
        proxy.treatConnected({ silent: true });
        proxy.treatment = {};
      });
      return () => over;
    },
    during: HEALTHY,
  },
  treated('Every reply reset half-way', { resetAfterBytes: 3 }, { during: OUT_OF_REACH }),
  oldConnections('One reply reset before its first byte', { resetAfterBytes: 0 }),
  oldConnections('One reply reset half-way', { resetAfterBytes: 3 }),
  treated('Replies trickle, a byte a millisecond', { byteEveryMs: 1 }, { during: HEALTHY }),
  treated('Replies trickle, a byte in 200 ms', { byteEveryMs: 200 }, { during: OUT_OF_REACH }),
];
