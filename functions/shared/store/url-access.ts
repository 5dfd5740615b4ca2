import type { CachedValue } from '../runtime/cached-value.ts';
import type { StoreAccess, StoreEndpoint } from './store-access.ts';

/** A store whose URL stands in a secret: a new URL or password there is taken up without a deployment. */
export class UrlAccess implements StoreAccess {
  readonly #endpoint: CachedValue<StoreEndpoint>;

  constructor(endpoint: CachedValue<StoreEndpoint>) {
    this.#endpoint = endpoint;
  }

  endpoint(): Promise<StoreEndpoint> {
    return this.#endpoint.get();
  }

  async renew(): Promise<void> {
    await this.#endpoint.refresh();
  }
}
