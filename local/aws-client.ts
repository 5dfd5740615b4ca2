/** The AWS calls that `npm start` makes to the emulator, without an SDK. */

import { REGION } from './aws-emulator.ts';
import { LOOPBACK } from './ports.ts';

/** The emulator refused a call. */
export class AwsCallError extends Error {
  override name = 'AwsCallError';
}

/**
 * Calls the emulator. It reads service and region from the credential scope and does not check signatures, so the
 * requests carry a dummy one.
 */
export class AwsClient {
  readonly endpoint: string;

  constructor(port: number) {
    this.endpoint = `http://${LOOPBACK}:${port}`;
  }

  /** @returns the ARN of the new secret */
  async createSecret(name: string, value: string): Promise<string> {
    const answer = await this.#secrets('CreateSecret', { Name: name, SecretString: value });
    return String(answer.ARN);
  }

  /** @returns the secret's current value */
  async secretValue(id: string): Promise<string> {
    return String((await this.#secrets('GetSecretValue', { SecretId: id })).SecretString);
  }

  /** All items of a collection of an HTTP API: `routes`, `integrations`, `authorizers`, `stages`. */
  async httpApiItems<T>(apiId: string, collection: string): Promise<T[]> {
    const response = await this.call('apigateway', 'GET', `/v2/apis/${apiId}/${collection}`);
    return ((await response.json()) as { items: T[] }).items;
  }

  /** Makes one call, with an optional JSON body. @throws {AwsCallError} for an answer that is not 2xx */
  async call(service: string, method: string, path: string, body?: string, headers?: Record<string, string>) {
    const response = await fetch(this.endpoint + path, {
      method,
      headers: { ...this.authorization(service), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    if (response.ok) return response;
    throw new AwsCallError(`${service} ${method} ${path}: ${response.status} ${await response.text()}`);
  }

  authorization(service: string): Record<string, string> {
    const scope = `20260101/${REGION}/${service}/aws4_request`;
    return {
      authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    };
  }

  async #secrets(action: string, input: object): Promise<Record<string, unknown>> {
    const response = await this.call('secretsmanager', 'POST', '/', JSON.stringify(input), {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${action}`,
    });
    return (await response.json()) as Record<string, unknown>;
  }
}
