import { CachedValue } from '../runtime/cached-value.ts';
import { elasticacheToken, TOKEN_SECONDS, type TokenRequest } from './elasticache-token.ts';
import type { StoreAccess, StoreEndpoint } from './store-access.ts';

/** A new token well before the old one stops opening connections; renewed at once when the store refuses one. */
const TOKEN_TIMES = { freshMs: (TOKEN_SECONDS - 300) * 1000, retryMs: 0 };

/** An ElastiCache Serverless cache, reached by TLS and IAM. */
export interface Cache {
  readonly host: string;
  readonly port: number;
}

/** Reaches ElastiCache as the function's own role: the password is a token signed with the role's credentials. */
export class ElasticacheAccess implements StoreAccess {
  readonly #endpoint: CachedValue<StoreEndpoint>;

  /** @param request read anew for every token, because Lambda may renew the credentials */
  constructor(cache: Cache, request: () => TokenRequest, sign = elasticacheToken) {
    this.#endpoint = new CachedValue(async () => {
      const tokenRequest = request();
      return { ...cache, username: tokenRequest.userId, password: await sign(tokenRequest), tls: {} };
    }, TOKEN_TIMES);
  }

  endpoint(): Promise<StoreEndpoint> {
    return this.#endpoint.get();
  }

  async renew(): Promise<void> {
    await this.#endpoint.refresh();
  }
}
