import type { FunctionName } from '../../../functions/shared/runtime/metric-names.ts';
import type { StoreAccess } from '../../../functions/shared/store/store-access.ts';
import { FakeSecretsManager } from '../../../harness/fake-secrets-manager.ts';
import { bridgeSecrets } from '../../../harness/function-environment.ts';
import { staticAccess } from '../../../harness/static-access.ts';
import { ValkeyServer } from '../../../harness/valkey-server.ts';
import type { Container } from '../../support/container.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';

/** The access of each function to the store. */
export type Reach = (fn: FunctionName) => StoreAccess;

/** Where one fault takes place: a store, a proxy before it, and what else the fault brings along. */
export class Scene {
  readonly valkey: ValkeyServer;
  readonly proxy: FaultProxy;
  readonly secretsManager: FakeSecretsManager;
  /** The store that serves in the end, where that is another one than in the beginning. */
  store: ValkeyServer;
  readonly containers: Container[] = [];
  /** How much time has gone by, for the site that signs, milliseconds. */
  passedMs = 0;
  readonly #ends: (() => unknown)[] = [];

  private constructor(valkey: ValkeyServer, proxy: FaultProxy, secretsManager: FakeSecretsManager) {
    this.valkey = valkey;
    this.store = valkey;
    this.proxy = proxy;
    this.secretsManager = secretsManager;
  }

  /** @param storeOptions arguments of valkey-server */
  static async open(storeOptions: readonly string[] = []): Promise<Scene> {
    const valkey = await ValkeyServer.start(...storeOptions);
    const proxy = await FaultProxy.start(valkey.port);
    const secretsManager = await FakeSecretsManager.start(bridgeSecrets(proxy.url));
    const scene = new Scene(valkey, proxy, secretsManager);
    scene.atEnd(() => valkey.stop());
    scene.atEnd(() => proxy.stop());
    scene.atEnd(() => secretsManager.stop());
    return scene;
  }

  /** The ordinary way of the functions to the store. */
  get byProxy(): Reach {
    return () => staticAccess(this.proxy.url);
  }

  /** Has something closed when the scene ends; the last comes first. */
  readonly atEnd = (end: () => unknown): void => {
    this.#ends.unshift(end);
  };

  /** One more store, for a fault that needs two. */
  async anotherStore(...options: string[]): Promise<ValkeyServer> {
    const another = await ValkeyServer.start(...options);
    this.atEnd(() => another.stop());
    return another;
  }

  /** All that the containers wrote. */
  get containerOutput(): string {
    return this.containers.map(({ output }) => output).join('');
  }

  /** How many connections the functions hold at the store, as it counts them itself. */
  async connections(): Promise<number> {
    const { admin } = this.store;
    const own = Number(await admin.call('CLIENT', 'ID'));
    const list = String(await admin.call('CLIENT', 'LIST', 'TYPE', 'normal'));
    // Another node keeps the connection for a while by which it moved keys.
    const clients = list.split('\n').filter((line) => line.includes('id=') && !/ cmd=restore/.test(line));
    return clients.filter((line) => !line.startsWith(`id=${own} `)).length;
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end();
  }
}
