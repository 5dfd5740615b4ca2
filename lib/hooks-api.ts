import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';

/** Path of the hooks; `/login` and `/logout` follow. */
export const HOOKS_PATH = '/hooks';

/**
 * The HTTP API that the site's back end calls. It stands apart from the wikis': routes cannot match by host, and no
 * page name of a wiki may be shadowed. There is no authorizer, because it would not see the body that is signed: each
 * function verifies the signature before anything else.
 */
export class HooksApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, hooks: { login: BridgeFunction; logout: BridgeFunction }) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { description: 'wiki-sso hooks' });
    for (const [name, fn] of Object.entries(hooks)) {
      this.api.addRoutes({
        path: `${HOOKS_PATH}/${name}`,
        methods: [HttpMethod.POST],
        integration: new HttpLambdaIntegration(`${name}Integration`, fn.lambda),
      });
    }
  }

  /** Base URL of the hooks. */
  get url(): string {
    return `${this.api.apiEndpoint}${HOOKS_PATH}`;
  }
}
