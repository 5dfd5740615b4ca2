import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsClient } from '../../../local/aws-client.ts';
import { Gateway } from '../../../local/gateway/gateway.ts';
import { claimPort } from '../../../local/ports.ts';
import { stackOutput } from '../../e2e/support/operator.ts';
import { endpoints } from '../../e2e/support/system-under-test.ts';

/** The deployed API as it is, but for its integration, which leads to the echo. */
class EchoedApi extends AwsClient {
  readonly #echoUri: string;

  constructor(echoUri: string) {
    super(Number(new URL(endpoints.awsEndpointUrl).port));
    this.#echoUri = echoUri;
  }

  override async httpApiItems<T>(apiId: string, collection: string): Promise<T[]> {
    const items = await super.httpApiItems<T>(apiId, collection);
    if (collection !== 'integrations') return items;
    return items.map((item) => ({ ...item, integrationUri: this.#echoUri }));
  }
}

/** What a wiki behind the gateway receives. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** As they came, names and values in turn. */
  rawHeaders: string[];
}

/** A second gateway in front of the same deployed API and authorizer, with an echo where the wiki is. */
export class EchoWiki {
  readonly url: string;
  readonly #server: Server;
  readonly #gateway: Gateway;

  private constructor(server: Server, gateway: Gateway, url: string) {
    this.#server = server;
    this.#gateway = gateway;
    this.url = url;
  }

  static async start(): Promise<EchoWiki> {
    const server = createServer(({ method, url, headers, rawHeaders }, response) => {
      response.end(JSON.stringify({ method, url, headers, rawHeaders }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = new URL(endpoints.wikiUrl).hostname;
    const port = await claimPort(0, 'the echo', '');
    const gateway = await Gateway.start({
      aws: new EchoedApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      apiId: stackOutput('Wiki0ApiId'),
      host,
      port,
      log: () => {},
    });
    return new EchoWiki(server, gateway, `http://${host}:${port}`);
  }

  async stop(): Promise<void> {
    await this.#gateway.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
