import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';

/** Where functions must live to reach the store. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
  /** Whether IPv6 is their way to AWS's own endpoints; there is no IPv4 one then. */
  readonly ipv6Egress: boolean;
}
