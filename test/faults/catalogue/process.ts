import { staticAccess } from '../../../harness/static-access.ts';
import { type Fault, FORGOTTEN, HEALTHY, OUT_OF_REACH } from '../support/fault.ts';
import type { Scene } from '../support/scene.ts';

const directly = ({ valkey }: Scene) => {
  return () => staticAccess(valkey.url);
};

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The store's process dies, hangs or loads. */
export const PROCESS_FAULTS: readonly Fault[] = [
  {
    title: 'Store killed, restarted empty',
    reach: directly,
    async begin({ valkey }) {
      await valkey.kill();
      return () => valkey.launch();
    },
    during: OUT_OF_REACH,
    after: FORGOTTEN,
  },
  {
    title: 'Store killed, restarted with its data',
    reach: directly,
    storeOptions: ['--appendonly', 'yes', '--appendfsync', 'always'],
    async begin({ valkey }) {
      await valkey.kill();
      return () => valkey.launch();
    },
    during: OUT_OF_REACH,
  },
  {
    title: 'Store restarted between two requests',
    reach: directly,
    storeOptions: ['--appendonly', 'yes', '--appendfsync', 'always'],
    async begin({ valkey }) {
      await valkey.kill();
      await valkey.launch();
      return () => {};
    },
    during: HEALTHY,
  },
  {
    title: 'Store paused for 1 s',
    reach: directly,
    async begin({ valkey }) {
      valkey.pause();
      const resumed = later(1000).then(() => valkey.resume());
      return () => resumed;
    },
    during: HEALTHY,
  },
  {
    title: 'Store paused for 10 s',
    reach: directly,
    async begin({ valkey }) {
      valkey.pause();
      const resumed = later(10_000).then(() => valkey.resume());
      return () => resumed;
    },
    during: OUT_OF_REACH,
  },
  {
    title: 'Store down at a cold start, then up',
    cold: true,
    reach: directly,
    storeOptions: ['--appendonly', 'yes', '--appendfsync', 'always'],
    async begin({ valkey }) {
      await valkey.kill();
      return () => valkey.launch();
    },
    during: OUT_OF_REACH,
  },
];
