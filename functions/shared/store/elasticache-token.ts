import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** Temporary credentials, as Lambda puts them into the environment. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** For whom and for which cache a token is. */
export interface TokenRequest {
  /** Name of the serverless cache, lower case; not its address. */
  readonly cacheName: string;
  /** The ElastiCache user; its id and its name are the same. */
  readonly userId: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** A token opens connections for this long; a connection once open outlives it. */
export const TOKEN_SECONDS = 900;

const SESSION_TOKEN = 'X-Amz-Security-Token';
const SIGNATURE = 'X-Amz-Signature';

/**
 * Makes the password by which an IAM identity connects to ElastiCache: a presigned URL without its scheme. Nothing is
 * sent anywhere. Source: ElastiCache User Guide, "Authenticating with IAM".
 */
export async function elasticacheToken(request: TokenRequest, now: Date = new Date()): Promise<string> {
  const { cacheName, userId, region, credentials } = request;
  const signer = new SignatureV4({
    service: 'elasticache',
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname: cacheName,
      path: '/',
      query: { Action: 'connect', User: userId, ResourceType: 'ServerlessCache' },
      headers: { host: cacheName },
    },
    { expiresIn: TOKEN_SECONDS, signingDate: now },
  );
  // In the order of AWS's own library, so that the two can be compared to the byte.
  const { [SESSION_TOKEN]: sessionToken, [SIGNATURE]: signature, ...first } = signed.query ?? {};
  const parameters = {
    ...first,
    ...(sessionToken && { [SESSION_TOKEN]: sessionToken }),
    [SIGNATURE]: signature,
  };
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${escapeQuery(String(value))}`);
  return `${cacheName}/?${query.join('&')}`;
}

/** RFC 3986: encodeURIComponent leaves five characters that a signature counts as encoded. */
function escapeQuery(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** SHA-256 as the signer wants it; node:crypto needs no library for that. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

function toBytes(source: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof source === 'string') return Buffer.from(source);
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
