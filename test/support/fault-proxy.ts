/** A TCP proxy in front of the store that can fail. */

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What the proxy does to the replies, or to all bytes, of a connection. */
export interface Treatment {
  /** Every piece of a reply comes this much later, milliseconds. */
  readonly delayMs?: number;
  /** Connections are accepted, and nothing that is sent ever arrives, in either direction. */
  readonly silent?: true;
  /** Connections are reset as soon as they are made. */
  readonly refuse?: true;
  /** A reply ends in a reset (RST) after so many bytes. */
  readonly resetAfterBytes?: number;
  /** Replies come a byte at a time, so many milliseconds apart. */
  readonly byteEveryMs?: number;
}

interface Connection {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Set for this connection alone; otherwise the proxy's holds. */
  own: Treatment | undefined;
  /** Replies wait for those before them. */
  sent: Promise<void>;
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A TCP proxy in front of a store. Its faults can change while connections are open. */
export class FaultProxy {
  /** Where new connections lead. */
  target: number;
  /** How connections are treated that have nothing of their own. */
  treatment: Treatment = {};
  /** Connections made since the start. */
  accepted = 0;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #port = 0;

  private constructor(target: number) {
    this.target = target;
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  /** @param target port on loopback */
  static async start(target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.listen();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** How many connections clients hold open. */
  get open(): number {
    return this.#connections.size;
  }

  /** Those connected now are treated like this for good; others as the proxy's treatment says. */
  treatConnected(treatment: Treatment): void {
    for (const connection of this.#connections) connection.own = treatment;
  }

  /** Cuts every connection, as a crash would. */
  cut(): void {
    for (const { client, upstream } of this.#connections) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  }

  /** Closes the port and cuts every connection. */
  async refuse(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  /** Listens, again after `refuse`, on the same port. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  #accept(client: Socket): void {
    this.accepted++;
    if (this.treatment.refuse) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    const connection: Connection = { client, upstream, own: undefined, sent: Promise.resolve() };
    this.#connections.add(connection);
    const treatment = () => connection.own ?? this.treatment;
    client.on('data', (chunk) => {
      if (treatment().silent === undefined) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      connection.sent = connection.sent.then(() => reply(client, chunk, treatment()));
    });
    client.on('error', () => {});
    upstream.on('error', () => {});
    client.on('close', () => {
      this.#connections.delete(connection);
      upstream.destroy();
    });
    // A silent connection does not report the end of the other side either.
    upstream.on('close', () => {
      if (treatment().silent === undefined) client.destroy();
    });
  }
}

async function reply(client: Socket, chunk: Buffer, treatment: Treatment): Promise<void> {
  if (treatment.silent || client.destroyed) return;
  if (treatment.delayMs !== undefined) await later(treatment.delayMs);
  if (treatment.resetAfterBytes !== undefined) {
    client.write(chunk.subarray(0, treatment.resetAfterBytes));
    // So that these bytes are read before the reset.
    await later(5);
    client.resetAndDestroy();
  } else if (treatment.byteEveryMs !== undefined) {
    for (const byte of chunk) {
      if (client.destroyed) return;
      client.write(Buffer.of(byte));
      await later(treatment.byteEveryMs);
    }
  } else {
    client.write(chunk);
  }
}
