import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaultProxy, type Treatment } from '../../support/fault-proxy.ts';

/** `down` resets every connection, `stalled` accepts connections and never answers. */
export type StoreState = 'up' | 'down' | 'stalled';

const TREATMENTS: Record<StoreState, Treatment> = {
  up: {},
  down: { refuse: true },
  stalled: { silent: true },
};

/**
 * A proxy between the functions and the store, with which a test takes the store away and gives it back. Tests switch it
 * over HTTP, since jest runs them apart from the code that starts it.
 */
export class StoreSwitch {
  readonly #proxy: FaultProxy;
  readonly #control: Server;

  private constructor(proxy: FaultProxy) {
    this.#proxy = proxy;
    this.#control = createServer((request, response) => {
      this.#turn(request.url?.slice(1) as StoreState);
      response.end();
    });
  }

  /** @param storePort port of the store on loopback */
  static async start(storePort: number): Promise<StoreSwitch> {
    const self = new StoreSwitch(await FaultProxy.start(storePort));
    await new Promise<void>((resolve) => self.#control.listen(0, '127.0.0.1', resolve));
    return self;
  }

  /** The port at which the functions find the store. */
  get port(): number {
    return this.#proxy.port;
  }

  /** Base of the paths `/up`, `/down` and `/stalled`. */
  get controlUrl(): string {
    return `http://127.0.0.1:${(this.#control.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#control.closeAllConnections();
    await Promise.all([this.#proxy.stop(), new Promise((resolve) => this.#control.close(resolve))]);
  }

  #turn(state: StoreState): void {
    this.#proxy.treatment = TREATMENTS[state];
    // Connections that are open stall like new ones; in the other states they end.
    if (state !== 'stalled') this.#proxy.cut();
  }
}
