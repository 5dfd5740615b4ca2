/** Serves the hooks of a bridge over HTTP on loopback. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bridge } from '../../harness/bridge.ts';
import { hookEvent, lambdaContext } from '../../harness/lambda-events.ts';

/** An answer that replaces the bridge's own. */
export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Stands for no answer at all. */
export const SILENCE = Symbol('silence');

/** The hooks of a bridge, over HTTP, on loopback and a free port. */
export class HookServer {
  /** The requests, in order. */
  readonly requests: { readonly path: string; readonly id: string }[] = [];
  /** Answers that replace the bridge's own, in order, until the list is empty. */
  canned: (CannedAnswer | typeof SILENCE)[] = [];
  readonly #server: Server;
  readonly #bridge: Bridge;

  private constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(bridge: Bridge): Promise<HookServer> {
    const server = new HookServer(bridge);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.requests.push({ path, id: String(request.headers['webhook-id']) });
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const canned = this.canned.shift();
    if (canned === SILENCE) return;
    if (canned !== undefined) {
      response.writeHead(canned.status, canned.headers).end(canned.body);
      return;
    }
    const hook = path === '/hooks/login' ? 'login' : path === '/hooks/logout' ? 'logout' : undefined;
    if (hook === undefined || request.method !== 'POST') {
      response.writeHead(404).end('{"message":"Not Found"}');
      return;
    }
    const event = hookEvent(hook, request.headers as Record<string, string>, body);
    const answer = await this.#bridge[hook](event, lambdaContext());
    response.writeHead(answer.statusCode ?? 500, {
      ...(answer.headers as Record<string, string>),
      ...(answer.cookies && { 'set-cookie': answer.cookies }),
    });
    response.end(answer.body);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
