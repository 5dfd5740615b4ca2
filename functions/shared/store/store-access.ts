/** Gives the address and the credentials of the store, and renews the credentials. */
import type { CachedValue } from '../runtime/cached-value.ts';

/** The address of a store, with credentials. */
export interface StoreEndpoint {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  /** Present for a connection by TLS; `ca` is a PEM text to trust instead of the public authorities. */
  readonly tls?: { readonly ca?: string };
}

/** A source of endpoints. */
export interface StoreAccess {
  /**
   * Gives an endpoint whose credentials are good for a connection made now. It is quick unless it has to fetch one.
   * @throws SecretUnavailableError
   */
  endpoint(): Promise<StoreEndpoint>;
  /** Gets fresh credentials, if there are any, after the store has refused those of the last endpoint. */
  renew(): Promise<void>;
}

/** Gives an endpoint from a cache, and renews it by loading it again. */
export class CachedAccess implements StoreAccess {
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
