import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gateway } from '../../../local/gateway/gateway.ts';
import { gatewayTo } from './other-origin.ts';
import { endpoints } from './system-under-test.ts';

/** What a wiki behind the gateway receives. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** As they came, names and values in turn. */
  rawHeaders: string[];
}

/** The deployed API with an echo where the wiki is. */
export class EchoWiki {
  readonly url: string;
  readonly port: number;
  readonly #server: Server;
  readonly #gateway: Gateway;

  private constructor(server: Server, gateway: Gateway, port: number) {
    this.#server = server;
    this.#gateway = gateway;
    this.port = port;
    this.url = `http://${new URL(endpoints.wikiUrl).hostname}:${port}`;
  }

  static async start(): Promise<EchoWiki> {
    const server = createServer(({ method, url, headers, rawHeaders }, response) => {
      response.end(JSON.stringify({ method, url, headers, rawHeaders }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { gateway, port } = await gatewayTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return new EchoWiki(server, gateway, port);
  }

  async stop(): Promise<void> {
    await this.#gateway.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
