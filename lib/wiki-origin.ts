/** The addresses of a wiki that an app of your own can choose, for the construct `WikiSso`. */

/** A wiki inside a VPC. */
export interface VpcOriginProps {
  /** The ARN of a listener (Application or Network Load Balancer) or of a Cloud Map service. */
  readonly targetArn: string;
  /** The subnets of the VPC link. */
  readonly subnetIds: readonly string[];
  /** The security groups of the VPC link; the target must admit them. */
  readonly securityGroupIds: readonly string[];
  /** The name on the target's certificate. @default plain HTTP */
  readonly tlsServerName?: string;
}

/** The address at which API Gateway reaches a wiki. */
export class WikiOrigin {
  /** A base URL on the internet, `http://` or `https://`, without a query. */
  static url(url: string): WikiOrigin {
    return new WikiOrigin({ origin: url });
  }

  /** A wiki that API Gateway reaches through a VPC link. */
  static vpc(vpcOrigin: VpcOriginProps): WikiOrigin {
    return new WikiOrigin({ vpcOrigin });
  }

  /** The settings by their names in docs/configuration.md. */
  readonly settings: Readonly<Record<string, unknown>>;

  private constructor(settings: Readonly<Record<string, unknown>>) {
    this.settings = settings;
  }
}
