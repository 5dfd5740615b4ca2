import { HttpApi, HttpMethod, IpAddressType } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ApiStage } from './api-stage.ts';
import type { BridgeFunction } from './bridge-function.ts';
import { deploymentNameOf } from './deployment-name.ts';
import { invokeAlias } from './invoke-alias.ts';

/** Path of the hooks; `/login` and `/logout` follow. */
export const HOOKS_PATH = '/hooks';

/** What the hooks' API stands on. */
export interface HooksApiProps {
  readonly login: BridgeFunction;
  readonly logout: BridgeFunction;
  /** Requests per second that are let through; bursts may be twice as many. */
  readonly requestsPerSecond: number;
  /** Whether it is reached by a domain of its own; API Gateway's address is switched off then. */
  readonly hasDomain: boolean;
  readonly accessLogs: boolean;
  /** Encrypts the access log. */
  readonly logsKey: IKey | undefined;
}

/**
 * The HTTP API that the site's back end calls. It stands apart from the wikis': routes cannot match by host, and no
 * page name of a wiki may be shadowed. There is no authorizer, because it would not see the body that is signed: each
 * function verifies the signature before anything else.
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
