/** The HTTP API with the two hooks that the site's back end calls. */

import { HttpApi, HttpMethod, IpAddressType } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ApiStage } from './api-stage.ts';
import type { BridgeFunction } from './bridge-function.ts';
import { deploymentNameOf } from './deployment-name.ts';
import { invokeAlias } from './invoke-alias.ts';

/** The path of the hooks; `/login` and `/logout` follow. */
export const HOOKS_PATH = '/hooks';

/** The settings of the hooks' API. */
export interface HooksApiProps {
  readonly login: BridgeFunction;
  readonly logout: BridgeFunction;
  /** The most requests per second; bursts may be twice as large. */
  readonly requestsPerSecond: number;
  /** Whether the API has a custom domain; then API Gateway's own address is disabled. */
  readonly hasDomain: boolean;
  readonly accessLogs: boolean;
  /** Encrypts the access log. */
  readonly logsKey: IKey | undefined;
}

/**
 * The HTTP API that the site's back end calls. It is separate from the wikis' APIs: routes cannot match by host, and a
 * route would hide a wiki page of the same name. It has no authorizer, because an authorizer does not see the body that
 * is signed: each function verifies the signature first.
 */
export class HooksApi extends Construct {
  readonly api: HttpApi;
  readonly stage: ApiStage;

  constructor(
    scope: Construct,
    id: string,
    { login, logout, requestsPerSecond, hasDomain, accessLogs, logsKey }: HooksApiProps,
  ) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `${deploymentNameOf(this)} hooks`,
      description: 'wiki-sso hooks',
      ipAddressType: IpAddressType.DUAL_STACK,
      createDefaultStage: false,
      disableExecuteApiEndpoint: hasDomain,
    });
    for (const [name, fn] of Object.entries({ login, logout })) {
      const path = `${HOOKS_PATH}/${name}`;
      const id = `${name}Integration`;
      const integration = new HttpLambdaIntegration(id, fn.lambda);
      for (const route of this.api.addRoutes({ path, methods: [HttpMethod.POST], integration }))
        invokeAlias(route.node.findChild(id), fn, this.api, `*/*${path}`);
    }
    const throttle = { rateLimit: requestsPerSecond, burstLimit: requestsPerSecond * 2 };
    this.stage = new ApiStage(this, 'Default', {
      api: this.api,
      name: 'hooks',
      accessLogs,
      logsKey,
      throttle,
    });
  }
}
