import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Target } from '../../../../cli/smoke/target.ts';

/** What a test lets the deployment answer. */
export type Answer = (
  request: IncomingMessage,
  body: string,
) => { status: number; headers?: Record<string, string>; body?: string } | undefined;

/** A deployment of a few lines: hooks and wiki at one port. `undefined` answers nothing, for ever. */
export class DeploymentDouble {
  readonly requests: { method: string; path: string; body: string; headers: string[] }[] = [];
  readonly #server: Server;

  private constructor(answer: Answer) {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const { method = '', url = '', rawHeaders } = request;
      this.requests.push({ method, path: url, body, headers: rawHeaders });
      const given = answer(request, body);
      if (given === undefined) return;
      response.writeHead(given.status, given.headers).end(given.body);
    });
  }

  static async start(answer: Answer): Promise<DeploymentDouble> {
    const double = new DeploymentDouble(answer);
    await new Promise<void>((resolve) => double.#server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  target(changes: Partial<Target> = {}): Target {
    return {
      wikiUrl: new URL(`http://wiki.example.localhost:${this.port}`),
      hooksUrl: new URL(`http://127.0.0.1:${this.port}/hooks`),
      hookKey: Buffer.alloc(33, 'k'),
      access: 'public',
      username: 'smoke',
      email: '',
      echoPath: '/',
      expectText: 'smoke',
      titlePrefix: '/',
      severalCookiesPath: undefined,
      prune: undefined,
      defaultEndpoints: [],
      isLocal: true,
      requestTimeoutMs: 2000,
      totalTimeoutMs: 5000,
      ...changes,
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
