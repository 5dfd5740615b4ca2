import { Duration } from 'aws-cdk-lib';
import { HttpApi, MappingValue, ParameterMapping } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { WikiPolicy } from '../functions/authorizer/wiki-policy.ts';
import { IDENTITY_HEADERS } from '../functions/shared/identity/identity-headers.ts';
import type { BridgeFunction } from './bridge-function.ts';
import { assertionKey } from './bridge-secrets.ts';
import type { WikiConfig } from './config.ts';

/** One wiki's HTTP API: every request passes the authorizer, and every identity header is written anew on the way. */
export class WikiApi extends Construct {
  readonly api: HttpApi;
  readonly assertionKey: Secret;
  /** What the authorizer has to know of this wiki. */
  readonly policy: WikiPolicy;

  constructor(scope: Construct, id: string, wiki: WikiConfig, authorizer: BridgeFunction) {
    super(scope, id);
    this.assertionKey = assertionKey(this, wiki.host);
    this.assertionKey.grantRead(authorizer.lambda);
    this.policy = { host: wiki.host, access: wiki.access, keyArn: this.assertionKey.secretArn };
    const identity = new ParameterMapping();
    for (const [header, contextKey] of Object.entries(IDENTITY_HEADERS)) {
      identity.overwriteHeader(header, MappingValue.contextVariable(`authorizer.${contextKey}`));
    }
    this.api = new HttpApi(this, 'Api', {
      description: `wiki-sso: ${wiki.host}`,
      // The default route forwards the whole path, and also matches `/`.
      defaultIntegration: new HttpUrlIntegration('Wiki', wiki.origin, { parameterMapping: identity }),
      defaultAuthorizer: new HttpLambdaAuthorizer('Authorizer', authorizer.lambda, {
        responseTypes: [HttpLambdaResponseType.SIMPLE],
        // With an identity source, visitors without a cookie would get a 401 and no page; with a cache, a logout
        // would take effect only when it runs out.
        identitySource: [],
        resultsCacheTtl: Duration.seconds(0),
      }),
    });
  }
}
