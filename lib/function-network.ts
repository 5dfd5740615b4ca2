/** The VPC settings that a function needs to reach the store. */

import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';

export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
  /** Whether functions reach AWS's endpoints through IPv6; then they have no IPv4 route. */
  readonly ipv6Egress: boolean;
}
