import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:authorizer';

type Item = Record<string, unknown>;

/** What the control plane says of the API; a test changes what it is about. */
export function deployedApi(origin: string) {
  const route: Item = {
    routeKey: '$default',
    target: 'integrations/i1',
    authorizationType: 'CUSTOM',
    authorizerId: 'a1',
  };
  const integration: Item = {
    integrationId: 'i1',
    integrationType: 'HTTP_PROXY',
    integrationMethod: 'ANY',
    integrationUri: origin,
    connectionType: 'INTERNET',
    payloadFormatVersion: '1.0',
    requestParameters: {
      'overwrite:header.X-Remote-User': '$context.authorizer.username',
      'overwrite:header.X-Wiki-Identity': '$context.authorizer.assertion',
    },
  };
  const authorizer: Item = {
    authorizerId: 'a1',
    authorizerType: 'REQUEST',
    authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
    authorizerPayloadFormatVersion: '2.0',
    authorizerResultTtlInSeconds: 0,
    enableSimpleResponses: true,
  };
  return { route, moreRoutes: [] as Item[], integration, authorizer };
}

/** How the function answers an invocation. */
export interface Answer {
  body?: unknown;
  /** Sent as it is instead of `body`. */
  text?: string;
  functionError?: string;
  delayMs?: number;
}

/** An AWS endpoint that knows one HTTP API and one function. */
export class FakeAws {
  readonly api: ReturnType<typeof deployedApi>;
  /** The events that the function got. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at any part of them
  readonly events: any[] = [];
  answer: Answer = { body: { isAuthorized: true, context: {} } };
  readonly #server: Server;

  private constructor(origin: string) {
    this.api = deployedApi(origin);
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => this.#serve(request.url ?? '', body, response));
    });
  }

  static async start(origin: string): Promise<FakeAws> {
    const aws = new FakeAws(origin);
    await new Promise<void>((resolve) => aws.#server.listen(0, '127.0.0.1', resolve));
    return aws;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(path: string, body: string, response: ServerResponse): void {
    const collection = /^\/v2\/apis\/api1\/(routes|integrations|authorizers)$/.exec(path)?.[1];
    if (collection) {
      const { route, moreRoutes, integration, authorizer } = this.api;
      const items = {
        routes: [route, ...moreRoutes],
        integrations: [integration],
        authorizers: [authorizer],
      };
      response.end(JSON.stringify({ items: items[collection as keyof typeof items] }));
      return;
    }
    if (path !== `/2015-03-31/functions/${encodeURIComponent(FUNCTION)}/invocations`) {
      response.writeHead(404).end();
      return;
    }
    this.events.push(JSON.parse(body));
    const { body: value, text, functionError, delayMs } = this.answer;
    setTimeout(() => {
      if (functionError) response.setHeader('x-amz-function-error', functionError);
      response.end(text ?? JSON.stringify(value));
    }, delayMs ?? 0);
  }
}
