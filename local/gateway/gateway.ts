/** The local gateway: serves the deployed APIs of the wikis as API Gateway would. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AwsClient } from '../aws-client.ts';
import { LOOPBACK } from '../ports.ts';
import { AuthorizerFailedError, askAuthorizer } from './ask-authorizer.ts';
import { authorizerEvent } from './authorizer-event.ts';
import { backendHeaders } from './backend-request.ts';
import { type DeployedApi, readDeployedApi } from './deployed-api.ts';
import { ForwardError, forward } from './forward.ts';
import { newRequestId, readIncoming } from './incoming-request.ts';
import { answerOurselves, type OwnStatus } from './own-answer.ts';
import { answerWhereToGo } from './where-to-go.ts';

export interface GatewaySettings {
  aws: AwsClient;
  /** The APIs of the wikis, and their public hosts. */
  apis: { apiId: string; host: string }[];
  /** The page for requests to `localhost` links to it. */
  siteUrl: string;
  port: number;
  /** Receives one line for each request, without cookies and headers. */
  log: (line: string) => void;
  /** The time limit of the authorizer. @default API Gateway's 10 s */
  authorizerLimitMs?: number;
}

// Node.js itself answers requests above this limit; the gateway's own limit in limits.ts is lower.
const PARSER_HEAD_LIMIT_BYTES = 128 * 1024;

/**
 * The data plane of the wikis' HTTP APIs: it does with a request what API Gateway does. It reads all settings from the
 * deployed APIs and invokes the deployed authorizer.
 */
export class Gateway {
  readonly #settings: GatewaySettings;
  readonly #apis: ReadonlyMap<string, DeployedApi>;
  readonly #server: Server;

  private constructor(settings: GatewaySettings, apis: ReadonlyMap<string, DeployedApi>) {
    this.#settings = settings;
    this.#apis = apis;
    this.#server = createServer({ maxHeaderSize: PARSER_HEAD_LIMIT_BYTES }, (request, response) => {
      void this.#serve(request, response);
    });
    // By default Node.js silently drops headers after the 2,000th.
    this.#server.maxHeadersCount = 0;
  }

  /** @throws {UnsupportedApiError} if an API has a setting that the gateway does not implement */
  static async start(settings: GatewaySettings): Promise<Gateway> {
    const apis = await Promise.all(
      settings.apis.map(
        async ({ host, apiId }) => [host, await readDeployedApi(settings.aws, apiId)] as const,
      ),
    );
    const gateway = new Gateway(settings, new Map(apis));
    await new Promise<void>((resolve, reject) => {
      gateway.#server.once('error', reject);
      gateway.#server.listen(settings.port, LOOPBACK, resolve);
    });
    return gateway;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const requestId = newRequestId();
    let note = '';
    try {
      note = await this.#handle(incoming, response, requestId);
    } catch (error) {
      note = `${(error as Error).name}: ${(error as Error).message}`;
      answerOurselves(response, statusOf(error), requestId);
    }
    const took = (performance.now() - started).toFixed(0);
    const path = incoming.url?.split('?')[0];
    this.#settings.log(`${incoming.method} ${path} ${response.statusCode} ${took} ms ${note}`.trimEnd());
  }

  /** @returns a note for the log */
  async #handle(incoming: IncomingMessage, response: ServerResponse, requestId: string): Promise<string> {
    const request = readIncoming(incoming, requestId, (host) => this.#apis.has(host) || isThisMachine(host));
    if (typeof request === 'number') {
      answerOurselves(response, request, requestId);
      return 'refused by the gateway';
    }
    const api = this.#apis.get(request.host);
    if (!api) {
      answerWhereToGo(response, [...this.#apis.keys()], this.#settings);
      return 'another name of this machine';
    }
    const event = authorizerEvent(api, request);
    const decision = await this.#decide(api, event);
    const reason = decision.context.get('authorizer.reason') ?? '';
    if (!decision.isAuthorized) {
      answerOurselves(response, 403, requestId);
      return `not authorized ${reason}`;
    }
    await forward(incoming, response, {
      origin: api.origin,
      method: request.method,
      target: incoming.url ?? '/',
      headers: backendHeaders(api, request, event.rawPath, decision.context),
      timeoutMs: api.integrationTimeoutMs,
      requestId,
    });
    return reason;
  }

  #decide(api: DeployedApi, event: object) {
    const { aws, authorizerLimitMs } = this.#settings;
    return askAuthorizer(aws, api.authorizerFunction, event, authorizerLimitMs);
  }
}

/** Whether a host names this machine and no wiki. */
function isThisMachine(host: string): boolean {
  return ['localhost', LOOPBACK, '[::1]'].includes(host);
}

function statusOf(error: unknown): OwnStatus {
  if (error instanceof ForwardError) return error.status;
  if (error instanceof AuthorizerFailedError) return 500;
  return 500;
}
