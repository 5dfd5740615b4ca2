/** A server that speaks Secrets Manager's protocol and can fail. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server fails. */
export type SecretsFault =
  | { readonly kind: 'throttled' | 'silent' | 'broken' }
  | { readonly kind: 'slow'; readonly ms: number };

const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

/** Serves `GetSecretValue`. Unlike the emulator it can fail, and it records its calls. */
export class FakeSecretsManager {
  /** The calls: the operation and the secret of each. */
  calls: string[] = [];
  fault: SecretsFault | undefined;
  readonly #server: Server;

  private constructor(secrets: Record<string, string>) {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { SecretId, VersionStage } = JSON.parse(body);
      this.calls.push(`${request.headers['x-amz-target']} ${SecretId}`);
      this.#answer(response, VersionStage === 'AWSCURRENT' ? secrets[SecretId] : undefined);
    });
  }

  /** @param secrets texts by ARN; none has a previous version */
  static async start(secrets: Record<string, string>): Promise<FakeSecretsManager> {
    const fake = new FakeSecretsManager(secrets);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(response: ServerResponse, secret: string | undefined): void {
    const say = (status: number, answer: object) => {
      response.writeHead(status, JSON_1_1);
      response.end(JSON.stringify(answer));
    };
    const rightly = () =>
      secret === undefined
        ? say(400, { __type: 'ResourceNotFoundException' })
        : say(200, { SecretString: secret });
    switch (this.fault?.kind) {
      case 'silent':
        break;
      case 'throttled':
        say(400, { __type: 'ThrottlingException', message: 'Rate exceeded' });
        break;
      case 'broken':
        say(500, { __type: 'InternalServiceError' });
        break;
      case 'slow':
        setTimeout(rightly, this.fault.ms);
        break;
      default:
        rightly();
    }
  }
}
