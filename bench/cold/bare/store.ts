/** The least that connects to ElastiCache: a client and a token that the library signs. */

import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Redis } from 'ioredis';

export async function connect(): Promise<Redis> {
  const env = process.env;
  const signer = new SignatureV4({
    service: 'elasticache',
    region: env.AWS_REGION ?? '',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
    sha256: Sha256,
    applyChecksum: false,
  });
  const host = env.CACHE_NAME ?? '';
  const query = { Action: 'connect', User: env.CACHE_USER ?? '', ResourceType: 'ServerlessCache' };
  const request = { method: 'GET', protocol: 'http:', hostname: host, path: '/', query, headers: { host } };
  const signed = await signer.presign(request, { expiresIn: 900 });
  return new Redis({
    host: env.CACHE_HOST ?? '',
    port: Number(env.CACHE_PORT),
    username: env.CACHE_USER ?? '',
    password: `${host}/?${new URLSearchParams(signed.query as Record<string, string>)}`,
    tls: {},
    enableReadyCheck: false,
    disableClientInfo: true,
  });
}

class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}
