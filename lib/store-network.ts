/** The subnets and security groups through which functions reach the cache. */

import { Annotations } from 'aws-cdk-lib';
import {
  CfnEgressOnlyInternetGateway,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  IpProtocol,
  type IVpc,
  Peer,
  Port,
  type PrivateSubnet,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { ExistingVpc, NewVpc } from './config/store-config.ts';
import type { FunctionNetwork } from './function-network.ts';

/** The port of an ElastiCache Serverless cache for reads and writes. */
export const CACHE_PORT = 6379;
const HTTPS = 443;

/** The subnets of the functions and the cache, which accept no connection from outside. */
export class StoreNetwork extends Construct {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly functions: SecurityGroup;
  readonly cache: SecurityGroup;
  /** Whether functions have an outbound IPv6 route. */
  readonly #ipv6Egress: boolean;

  constructor(scope: Construct, id: string, config: NewVpc | ExistingVpc) {
    super(scope, id);
    this.#ipv6Egress = config.kind === 'new' && !config.secretsEndpoint;
    // The cast is needed because CDK's own types disagree under exactOptionalPropertyTypes.
    this.vpc = config.kind === 'new' ? (this.#newVpc(config) as IVpc) : this.#importVpc(config);
    this.vpcSubnets =
      config.kind === 'new'
        ? { subnetType: SubnetType.PRIVATE_ISOLATED }
        : { subnets: this.vpc.isolatedSubnets };
    this.functions = this.#group('FunctionGroup', 'wiki-sso functions');
    this.cache = this.#group('CacheGroup', 'wiki-sso session store');
    this.#allow(this.cache, CACHE_PORT, 'functions to the session store');
    if (config.secretsEndpoint) this.#secretsEndpoint();
    else {
      const anywhere = this.#ipv6Egress ? Peer.anyIpv6() : Peer.anyIpv4();
      this.functions.addEgressRule(anywhere, Port.tcp(HTTPS), 'functions to Secrets Manager');
    }
  }

  /** The settings of a function in this VPC. */
  get forFunctions(): FunctionNetwork {
    return {
      vpc: this.vpc,
      vpcSubnets: this.vpcSubnets,
      securityGroups: [this.functions],
      ipv6Egress: this.#ipv6Egress,
    };
  }

  /**
   * Creates a VPC whose subnets always have IPv6 and are always isolated for CDK. So a change of `secretsEndpoint` adds or
   * removes a route, and replaces neither the subnets nor the cache.
   */
  #newVpc({ availabilityZones }: NewVpc): Vpc {
    // The older behaviour adds a gateway even if no subnet uses it, and a VPC may have only one.
    this.node.setContext('@aws-cdk/aws-ec2:requirePrivateSubnetsForEgressOnlyInternetGateway', true);
    const vpc = new Vpc(this, 'Vpc', {
      ...(availabilityZones === undefined ? { maxAzs: 2 } : { availabilityZones: [...availabilityZones] }),
      natGateways: 0,
      ipProtocol: IpProtocol.DUAL_STACK,
      subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
      // Restricting it takes a custom resource with its own function and rights; nothing uses the default group.
      restrictDefaultSecurityGroup: false,
    });
    if (this.#ipv6Egress) {
      const gateway = new CfnEgressOnlyInternetGateway(this, 'EgressOnlyGateway', { vpcId: vpc.vpcId });
      for (const subnet of vpc.isolatedSubnets) {
        (subnet as PrivateSubnet).addIpv6DefaultEgressOnlyInternetRoute(gateway.ref);
      }
    }
    return vpc;
  }

  #importVpc({ id, availabilityZones, subnetIds }: ExistingVpc): IVpc {
    // No code here reads the subnets' route tables.
    Annotations.of(this).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId');
    return Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: id,
      availabilityZones: [...availabilityZones],
      isolatedSubnetIds: [...subnetIds],
    });
  }

  /** Adds the interface endpoint, which is then the only connection out of the VPC. */
  #secretsEndpoint(): void {
    const group = this.#group('SecretsEndpointGroup', 'wiki-sso way to Secrets Manager');
    this.#allow(group, HTTPS, 'functions to Secrets Manager');
    new InterfaceVpcEndpoint(this, 'SecretsEndpoint', {
      vpc: this.vpc,
      subnets: this.vpcSubnets,
      service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      securityGroups: [group],
      // Otherwise CDK admits the whole VPC.
      open: false,
    });
  }

  #group(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  /** Opens one port of a group to the functions, in both groups. */
  #allow(to: SecurityGroup, port: number, description: string): void {
    to.addIngressRule(this.functions, Port.tcp(port), description);
    this.functions.addEgressRule(to, Port.tcp(port), description);
  }
}
