/** Puts TLS in front of a server that has none. */

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

/** The certificate of tests, which is its own authority: made once for localhost, good for nothing else. */
export const TEST_CA = readFileSync('test/support/tls/test-only.cert.pem', 'utf8');
const KEY = readFileSync('test/support/tls/test-only.key.pem', 'utf8');

/** A certificate, for localhost too, that nobody was told to trust. */
export const STRANGE_CERTIFICATE = {
  cert: readFileSync('test/support/tls/test-only-other.cert.pem', 'utf8'),
  key: readFileSync('test/support/tls/test-only-other.key.pem', 'utf8'),
};

/** Puts TLS before a server that has none: the embedded Valkey is built without. */
export class TlsProxy {
  readonly #server: Server;
  readonly #sockets = new Set<TLSSocket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param port where the server without TLS listens */
  static async start(port: number, certificate = { cert: TEST_CA, key: KEY }): Promise<TlsProxy> {
    // As servers do: without, a short answer in two parts waits 40 ms for the other side's acknowledgement.
    const server = createServer({ ...certificate, noDelay: true });
    const proxy = new TlsProxy(server);
    server.on('secureConnection', (socket) => {
      const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
      proxy.#sockets.add(socket);
      socket.pipe(upstream).pipe(socket);
      for (const [one, other] of [
        [socket, upstream],
        [upstream, socket],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    // A client that does not speak TLS, or does not trust the certificate, is its own affair.
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
