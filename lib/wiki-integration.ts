/** The route from API Gateway to a wiki, over the internet or through a VPC link. */

import {
  CfnVpcLink,
  HttpConnectionType,
  HttpIntegrationType,
  HttpMethod,
  HttpRouteIntegration,
  type HttpRouteIntegrationBindOptions,
  type HttpRouteIntegrationConfig,
  type ParameterMapping,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import type { UrlOrigin, VpcOrigin } from './config/wiki-config.ts';

/** The wiki as API Gateway reaches it: all methods, and the whole path. */
export class WikiIntegration extends HttpRouteIntegration {
  readonly #origin: UrlOrigin | VpcOrigin;
  readonly #mapping: ParameterMapping;
  readonly #name: string;

  /**
   * @param mapping the changes to the request's headers
   * @param name the name of the VPC link in the console
   */
  constructor(origin: UrlOrigin | VpcOrigin, mapping: ParameterMapping, name: string) {
    super('Wiki');
    this.#name = name;
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
      connectionId: vpcLink(scope, this.#origin, this.#name).ref,
      ...(tlsServerName !== undefined && { secureServerName: tlsServerName }),
    };
  }
}

/** The VPC link, with the operator's subnets and security groups. */
function vpcLink(scope: Construct, { subnetIds, securityGroupIds }: VpcOrigin, name: string): CfnVpcLink {
  return new CfnVpcLink(scope, 'VpcLink', {
    name: name.slice(0, 128),
    subnetIds: [...subnetIds],
    securityGroupIds: [...securityGroupIds],
  });
}
