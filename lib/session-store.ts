/** A VPC for the cache: a new one, or one that exists. */
export interface VpcProps {
  /** Two or three. @default the region's first two, in a new VPC */
  readonly availabilityZones?: readonly string[];
  /** Whether functions reach Secrets Manager by an interface endpoint only. @default false; true with `id` */
  readonly secretsEndpoint?: boolean;
  /** An existing VPC. @default a new one */
  readonly id?: string;
  /** One a zone, in the same order; with `id`. */
  readonly subnetIds?: readonly string[];
}

/** What bounds a cache, and so its bill. */
export interface CacheProps {
  /** @default 1 */
  readonly maxStorageGb?: number;
  /** @default 10000 */
  readonly maxEcpuPerSecond?: number;
}

/** A Redis or Valkey that exists. */
export interface UrlStoreProps {
  /** The whole ARN of a secret that holds `redis[s]://[user[:password]@]host[:port][/db]`. */
  readonly storeUrlSecretArn: string;
  /** The one host that may be reached without TLS. @default none */
  readonly storePlaintextHost?: string;
  /** Path of a PEM file with the authority of its certificate. @default public authorities */
  readonly storeCaFile?: string;
}

/** Where sessions are kept. */
export class SessionStore {
  /** ElastiCache Serverless for Valkey in a VPC. */
  static serverless(props: CacheProps & { readonly vpc?: VpcProps } = {}): SessionStore {
    return new SessionStore({ store: 'vpc', ...props });
  }

  /** The same with a public endpoint: read about, never tried. */
  static publicServerless(props: CacheProps = {}): SessionStore {
    return new SessionStore({ store: 'public', ...props });
  }

  /** A Redis or Valkey that exists, and that the internet reaches. */
  static url(props: UrlStoreProps): SessionStore {
    return new SessionStore({ store: 'url', ...props });
  }

  /** As docs/configuration.md has them. */
  readonly settings: Readonly<Record<string, unknown>>;

  private constructor(settings: Readonly<Record<string, unknown>>) {
    this.settings = settings;
  }
}
