import type { ValkeyServer } from '../../../harness/valkey-server.ts';
import { claimPort } from '../../../local/ports.ts';
import { type Fault, HEALTHY, OUT_OF_REACH } from '../support/fault.ts';
import type { Scene } from '../support/scene.ts';

/** The keys, by their hash tag, are all in this slot. */
const TAGGED = '{wiki_cookie_keys}';

/** A store that answers, but cannot read or write all. */
const CAN_ONLY_READ = {
  ...OUT_OF_REACH,
  page: 'signed in',
  edit: 'signed in',
  privateWiki: 'signed in',
} as const;

/** Asks again and again. */
async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain for: ${what}`);
}

/** By default a primary waits five seconds for more replicas before it copies itself. */
const SYNC_AT_ONCE = ['--repl-diskless-sync-delay', '0'];

/** Puts a second, caught-up primary beside the store, which becomes its replica. */
async function failOver(scene: Scene): Promise<ValkeyServer> {
  const { valkey } = scene;
  const other = await scene.anotherStore(...SYNC_AT_ONCE);
  await other.admin.replicaof('127.0.0.1', valkey.port);
  await until(async () => (await other.admin.info('replication')).includes('master_link_status:up'));
  await valkey.admin.wait(1, 1000);
  await other.admin.replicaof('NO', 'ONE');
  await valkey.admin.replicaof('127.0.0.1', other.port);
  await until(async () => (await valkey.admin.info('replication')).includes('master_link_status:up'));
  return other;
}

/** Options of one node of a cluster. */
async function clusterOptions(): Promise<string[]> {
  const busPort = await claimPort(0, 'a cluster bus', '');
  return ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), '--cluster-node-timeout', '2000'];
}

/** Two nodes of one cluster, the first with all slots, and the slot of the keys on its way to the second. */
interface Cluster {
  readonly slot: number;
  readonly from: ValkeyServer;
  readonly to: ValkeyServer;
  readonly fromId: string;
  readonly toId: string;
}

/** Joins a second node to the store, which was started as the first. */
async function cluster(scene: Scene): Promise<Cluster> {
  const from = scene.valkey;
  const options = await clusterOptions();
  const to = await scene.anotherStore(...options);
  const busPort = options[options.indexOf('--cluster-port') + 1];
  await from.admin.call('CLUSTER', 'MEET', '127.0.0.1', String(to.port), String(busPort));
  const ids = await Promise.all([from, to].map(({ admin }) => admin.call('CLUSTER', 'MYID')));
  const [fromId, toId] = ids.map(String) as [string, string];
  await until(async () => String(await to.admin.call('CLUSTER', 'SLOTS')).includes(fromId));
  await until(async () => String(await to.admin.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  await until(async () => String(await from.admin.call('CLUSTER', 'NODES')).includes(toId));
  const slot = Number(await from.admin.call('CLUSTER', 'KEYSLOT', TAGGED));
  return { slot, from, to, fromId, toId };
}

/** Begins to move the keys' slot, and moves every key. */
async function moveKeys({ slot, from, to, fromId, toId }: Cluster): Promise<void> {
  await to.admin.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId);
  await from.admin.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId);
  const keys = (await from.admin.call('CLUSTER', 'GETKEYSINSLOT', slot, 1000)) as string[];
  await from.admin.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5000, 'KEYS', ...keys);
}

/** Ends the move: the slot is the second node's. */
async function moveSlot({ slot, from, to, toId }: Cluster): Promise<void> {
  await to.admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
  await from.admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
}

/** A store that is one node of a cluster of its own until the fault begins. */
function clusterFault(fault: Pick<Fault, 'title' | 'begin' | 'during'>): Fault {
  return {
    ...fault,
    storeOptions: ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'],
    async reach(scene) {
      await scene.valkey.admin.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
      await until(async () =>
        String(await scene.valkey.admin.call('CLUSTER', 'INFO')).includes('cluster_state:ok'),
      );
      return scene.byProxy;
    },
  };
}

/** From now on the functions' address leads to this store. */
function leadTo(scene: Scene, store: ValkeyServer): void {
  scene.proxy.target = store.port;
  scene.store = store;
}

/** The store answers with errors. */
export const REPLY_FAULTS: readonly Fault[] = [
  {
    title: 'Store full',
    storeOptions: ['--maxmemory-policy', 'noeviction'],
    async begin({ valkey }) {
      await valkey.admin.config('SET', 'maxmemory', '1');
      return () => valkey.admin.config('SET', 'maxmemory', '0');
    },
    // Whoever is logged in stays so, and can be logged out.
    during: { ...HEALTHY, login: '503' },
  },
  {
    title: 'Store read-only after a failover',
    storeOptions: SYNC_AT_ONCE,
    async begin(scene) {
      const primary = await failOver(scene);
      // The address follows to the new primary; connections to the old one have stayed open.
      return () => leadTo(scene, primary);
    },
    during: CAN_ONLY_READ,
  },
  {
    title: 'Store loading its data',
    storeOptions: ['--appendonly', 'yes', '--appendfsync', 'always'],
    async begin({ valkey }) {
      const fill = valkey.admin.pipeline();
      for (let i = 0; i < 4000; i++) fill.set(`ballast-${i}`, 'x'.repeat(100));
      await fill.exec();
      await valkey.kill();
      // As slow as gigabytes: a pause after every key, and a look at the clients in between.
      valkey.launchWithoutWaiting(
        ...['--key-load-delay', '1000', '--loading-process-events-interval-bytes', '1024'],
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      return () => valkey.admin.ping();
    },
    during: OUT_OF_REACH,
  },
  clusterFault({
    title: 'MOVED, and the address still leads to the old node',
    async begin(scene) {
      const nodes = await cluster(scene);
      await moveKeys(nodes);
      await moveSlot(nodes);
      return () => leadTo(scene, nodes.to);
    },
    during: OUT_OF_REACH,
  }),
  clusterFault({
    title: 'MOVED, and the address leads to the new node',
    async begin(scene) {
      const nodes = await cluster(scene);
      await moveKeys(nodes);
      await moveSlot(nodes);
      leadTo(scene, nodes.to);
      return () => {};
    },
    during: HEALTHY,
  }),
  clusterFault({
    title: 'ASK, while a slot is on its way',
    async begin(scene) {
      const nodes = await cluster(scene);
      await moveKeys(nodes);
      return async () => {
        await moveSlot(nodes);
        leadTo(scene, nodes.to);
      };
    },
    during: OUT_OF_REACH,
  }),
];
