import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** `down` resets every connection, `stalled` takes them and never answers. */
export type StoreState = 'up' | 'down' | 'stalled';

/**
 * Stands between the functions and the store, so that a test can take the store away and give it back. Tests
 * turn it over HTTP, because jest keeps them apart from where it is started.
 */
export class StoreSwitch {
  readonly #storePort: number;
  readonly #proxy: Server;
  readonly #control: HttpServer;
  readonly #sockets = new Set<Socket>();
  #state: StoreState = 'up';

  private constructor(storePort: number) {
    this.#storePort = storePort;
    this.#proxy = createServer((socket) => this.#accept(socket));
    this.#control = createHttpServer((request, response) => {
      this.#turn(request.url?.slice(1) as StoreState);
      response.end();
    });
  }

  static async start(storePort: number): Promise<StoreSwitch> {
    const self = new StoreSwitch(storePort);
    for (const server of [self.#proxy, self.#control]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    return self;
  }

  /** Where the functions find the store. */
  get port(): number {
    return (this.#proxy.address() as AddressInfo).port;
  }

  /** `/up`, `/down` and `/stalled` turn it. */
  get controlUrl(): string {
    return `http://127.0.0.1:${(this.#control.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#control.closeAllConnections();
    await Promise.all(
      [this.#proxy, this.#control].map((server) => new Promise((resolve) => server.close(resolve))),
    );
  }

  #turn(state: StoreState): void {
    this.#state = state;
    // What is open already breaks off, or goes on and is not heard.
    if (state !== 'stalled') for (const socket of this.#sockets) socket.destroy();
    else for (const socket of this.#sockets) socket.unpipe().pause();
  }

  #accept(socket: Socket): void {
    if (this.#state === 'down') {
      socket.resetAndDestroy();
      return;
    }
    this.#keep(socket);
    if (this.#state === 'stalled') return;
    const store = connect(this.#storePort, '127.0.0.1');
    this.#keep(store);
    socket.pipe(store).pipe(socket);
    socket.on('close', () => store.destroy());
    store.on('close', () => socket.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
