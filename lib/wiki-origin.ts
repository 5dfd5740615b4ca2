/** A wiki that only a VPC reaches. */
export interface VpcOriginProps {
  /** ARN of an Application or Network Load Balancer's listener, or of a Cloud Map service. */
  readonly targetArn: string;
  /** Of the VPC link. */
  readonly subnetIds: readonly string[];
  /** Of the VPC link; they must be let in at the target. */
  readonly securityGroupIds: readonly string[];
  /** The name on the target's certificate. @default plain HTTP */
  readonly tlsServerName?: string;
}

/** Where a wiki is, as API Gateway reaches it. */
export class WikiOrigin {
  /** A base URL on the internet, `http://` or `https://`, without a query. */
  static url(url: string): WikiOrigin {
    return new WikiOrigin({ origin: url });
  }

  /** By a VPC link. */
  static vpc(vpcOrigin: VpcOriginProps): WikiOrigin {
    return new WikiOrigin({ vpcOrigin });
  }

  /** As docs/configuration.md has them. */
  readonly settings: Readonly<Record<string, unknown>>;

  private constructor(settings: Readonly<Record<string, unknown>>) {
    this.settings = settings;
  }
}
