import {
  HttpConnectionType,
  HttpIntegrationType,
  HttpMethod,
  HttpRouteIntegration,
  type HttpRouteIntegrationBindOptions,
  type HttpRouteIntegrationConfig,
  type ParameterMapping,
  PayloadFormatVersion,
  VpcLink,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { UrlOrigin, VpcOrigin } from './config/wiki-config.ts';

/** The wiki itself, as API Gateway reaches it: every method and the whole path go there. */
export class WikiOrigin extends HttpRouteIntegration {
  readonly #origin: UrlOrigin | VpcOrigin;
  readonly #mapping: ParameterMapping;

  /** @param mapping what is done to the headers on the way */
  constructor(origin: UrlOrigin | VpcOrigin, mapping: ParameterMapping) {
    super('Wiki');
    this.#origin = origin;
    this.#mapping = mapping;
  }

  override bind({ scope }: HttpRouteIntegrationBindOptions): HttpRouteIntegrationConfig {
    const proxy = {
      type: HttpIntegrationType.HTTP_PROXY,
      method: HttpMethod.ANY,
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
      parameterMapping: this.#mapping,
    };
    if ('url' in this.#origin) return { ...proxy, uri: this.#origin.url };
    const { targetArn, tlsServerName } = this.#origin;
    return {
      ...proxy,
      uri: targetArn,
      connectionType: HttpConnectionType.VPC_LINK,
      connectionId: vpcLink(scope, this.#origin).vpcLinkId,
      ...(tlsServerName !== undefined && { secureServerName: tlsServerName }),
    };
  }
}

function vpcLink(scope: Construct, { vpcId, subnetIds, securityGroupIds }: VpcOrigin): VpcLink {
  return new VpcLink(scope, 'VpcLink', {
    // Nothing is looked up by zone here; the list only has to be there.
    vpc: Vpc.fromVpcAttributes(scope, 'WikiVpc', { vpcId, availabilityZones: [] }),
    subnets: { subnets: subnetIds.map((id) => Subnet.fromSubnetId(scope, id, id)) },
    securityGroups: securityGroupIds.map((id) => SecurityGroup.fromSecurityGroupId(scope, id, id)),
  });
}
