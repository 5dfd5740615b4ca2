/** Where to connect, and as whom. */
export interface StoreEndpoint {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  /** Present for a connection by TLS; `ca` is a PEM text to trust instead of the public authorities. */
  readonly tls?: { readonly ca?: string };
}

/** How a container comes by its store's endpoint. */
export interface StoreAccess {
  /**
   * The endpoint with credentials that are good for a connection made now. Quick unless something has to be fetched.
   * @throws SecretUnavailable
   */
  endpoint(): Promise<StoreEndpoint>;
  /** Told that the store refused the credentials: the next endpoint must bring fresh ones, where there are any. */
  renew(): Promise<void>;
}
