/** The stores that an app of your own can choose, for the construct `WikiSso`. */

/** The VPC of the cache, new or existing. */
export interface VpcProps {
  /** Two or three. @default the region's first two, in a new VPC */
  readonly availabilityZones?: readonly string[];
  /** Whether functions reach Secrets Manager only through an interface endpoint. @default false; true with `id` */
  readonly secretsEndpoint?: boolean;
  /** An existing VPC. @default a new one */
  readonly id?: string;
  /** One for each zone, in the same order; only with `id`. */
  readonly subnetIds?: readonly string[];
}

/** The limits of a cache, and so of its cost. */
export interface CacheProps {
  /** @default 1 */
  readonly maxStorageGb?: number;
  /** @default 10000 */
  readonly maxEcpuPerSecond?: number;
}

/** An existing Redis or Valkey. */
export interface UrlStoreProps {
  /** The whole ARN of a secret that holds `redis[s]://[user[:password]@]host[:port][/db]`. */
  readonly storeUrlSecretArn: string;
  /** The one host that may be reached without TLS. @default none */
  readonly storePlaintextHost?: string;
  /** The path of a PEM file with the CA of its certificate. @default public CAs */
  readonly storeCaFile?: string;
}

/** The store of sessions. */
export class SessionStore {
  /** ElastiCache Serverless for Valkey in a VPC. */
  static serverless(props: CacheProps & { readonly vpc?: VpcProps } = {}): SessionStore {
    return new SessionStore({ store: 'vpc', ...props });
  }

  /** The same with a public endpoint: written from the documentation, never tried. */
  static publicServerless(props: CacheProps = {}): SessionStore {
    return new SessionStore({ store: 'public', ...props });
  }

  /** An existing Redis or Valkey that the internet can reach. */
  static url(props: UrlStoreProps): SessionStore {
    return new SessionStore({ store: 'url', ...props });
  }

  /** The settings by their names in docs/configuration.md. */
  readonly settings: Readonly<Record<string, unknown>>;

  private constructor(settings: Readonly<Record<string, unknown>>) {
    this.settings = settings;
  }
}
