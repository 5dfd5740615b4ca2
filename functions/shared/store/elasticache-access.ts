/** Access to ElastiCache as the function's own IAM role: the password is a token signed with the role's credentials. */
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { CachedValue } from '../runtime/cached-value.ts';
import { CachedAccess, type StoreAccess } from './store-access.ts';

/** The address of an ElastiCache Serverless cache. */
export interface CacheAddress {
  readonly host: string;
  readonly port: number;
}

/** Temporary credentials, as Lambda puts them into the environment. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The user and the cache of a token. */
export interface TokenRequest {
  /** Name of the serverless cache, lower case; not its address. */
  readonly cacheName: string;
  /** The ElastiCache user, whose id and name are the same. */
  readonly userId: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** How long a token can open connections; an open connection outlives it. */
const TOKEN_SECONDS = 900;
/** Replaces a token well before it ends, and at once if the store refuses it. */
const TOKEN_TIMES = { freshMs: (TOKEN_SECONDS - 300) * 1000, retryMs: 0 };

const SESSION_TOKEN = 'X-Amz-Security-Token';
const SIGNATURE = 'X-Amz-Signature';

/**
 * Makes the access to a cache, by TLS.
 * @param request called for every token, because Lambda may renew the credentials
 */
export function elasticacheAccess(
  cache: CacheAddress,
  request: () => TokenRequest,
  sign = elasticacheToken,
): StoreAccess {
  const endpoint = async () => {
    const tokenRequest = request();
    return { ...cache, username: tokenRequest.userId, password: await sign(tokenRequest), tls: {} };
  };
  return new CachedAccess(new CachedValue(endpoint, TOKEN_TIMES));
}

/**
 * Makes the password with which an IAM identity connects to ElastiCache: a presigned URL without its scheme. It sends
 * nothing. Source: ElastiCache User Guide, "Authenticating with IAM".
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
  // In the order of AWS's own library, so that a test can compare the two byte for byte.
  const { [SESSION_TOKEN]: sessionToken, [SIGNATURE]: signature, ...first } = signed.query ?? {};
  const parameters = {
    ...first,
    ...(sessionToken && { [SESSION_TOKEN]: sessionToken }),
    [SIGNATURE]: signature,
  };
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${escapeQuery(String(value))}`);
  return `${cacheName}/?${query.join('&')}`;
}

/** Encodes by RFC 3986: encodeURIComponent leaves five characters that the signature expects encoded. */
function escapeQuery(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** SHA-256 with the signer's interface, from node:crypto instead of a further library. */
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
