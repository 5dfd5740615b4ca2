import { Annotations } from 'aws-cdk-lib';
import {
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { ExistingVpc } from './config/store-config.ts';
import type { FunctionNetwork } from './function-network.ts';

/** The port of an ElastiCache Serverless cache that reads and writes. */
export const CACHE_PORT = 6379;
const HTTPS = 443;

/** Subnets without a way out, in which the functions and the cache meet. */
export class StoreNetwork extends Construct {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly functions: SecurityGroup;
  readonly cache: SecurityGroup;

  constructor(scope: Construct, id: string, existing: ExistingVpc | undefined) {
    super(scope, id);
    // The cast: CDK's own types disagree under exactOptionalPropertyTypes.
    this.vpc = existing === undefined ? (this.#newVpc() as IVpc) : this.#importVpc(existing);
    this.vpcSubnets =
      existing === undefined
        ? { subnetType: SubnetType.PRIVATE_ISOLATED }
        : { subnets: this.vpc.isolatedSubnets };
    this.functions = this.#group('FunctionGroup', 'wiki-sso functions');
    this.cache = this.#group('CacheGroup', 'wiki-sso session store');
    this.#allow(this.cache, CACHE_PORT, 'functions to the session store');
    if (existing?.secretsEndpoint ?? true) this.#secretsEndpoint();
    else
      this.functions.addEgressRule(
        Peer.anyIpv4(),
        Port.tcp(HTTPS),
        "functions to the VPC's own way to Secrets Manager",
      );
  }

  /** What a function needs to live here. */
  get forFunctions(): FunctionNetwork {
    return { vpc: this.vpc, vpcSubnets: this.vpcSubnets, securityGroups: [this.functions] };
  }

  #newVpc(): Vpc {
    return new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
      // It would take a custom resource with a function and rights of its own; nothing uses the default group.
      restrictDefaultSecurityGroup: false,
    });
  }

  #importVpc({ id, availabilityZones, subnetIds }: ExistingVpc): IVpc {
    // Nothing here asks for the subnets' route tables.
    Annotations.of(this).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId');
    return Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: id,
      availabilityZones: [...availabilityZones],
      isolatedSubnetIds: [...subnetIds],
    });
  }

  /** Without NAT this is the only way to the secrets. */
  #secretsEndpoint(): void {
    const group = this.#group('SecretsEndpointGroup', 'wiki-sso way to Secrets Manager');
    this.#allow(group, HTTPS, 'functions to Secrets Manager');
    new InterfaceVpcEndpoint(this, 'SecretsEndpoint', {
      vpc: this.vpc,
      subnets: this.vpcSubnets,
      service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      securityGroups: [group],
      // Otherwise CDK lets the whole VPC in.
      open: false,
    });
  }

  #group(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  /** Opens one port of a group to the functions, and the functions' own way out to it. */
  #allow(to: SecurityGroup, port: number, description: string): void {
    to.addIngressRule(this.functions, Port.tcp(port), description);
    this.functions.addEgressRule(to, Port.tcp(port), description);
  }
}
