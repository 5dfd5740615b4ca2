/** The HTTP API of one wiki: the authorizer checks every request, and the API sets the identity headers. */

import { Duration } from 'aws-cdk-lib';
import { HttpApi, IpAddressType, MappingValue, ParameterMapping } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { WikiPolicy } from '../functions/authorizer/wiki-policy.ts';
import { IDENTITY_HEADERS } from '../functions/shared/identity/identity-headers.ts';
import { ApiStage } from './api-stage.ts';
import type { BridgeFunction } from './bridge-function.ts';
import { assertionKey, letRead } from './bridge-secrets.ts';
import type { WikiConfig } from './config/wiki-config.ts';
import { deploymentNameOf } from './deployment-name.ts';
import { invokeAlias } from './invoke-alias.ts';
import { WikiIntegration } from './wiki-integration.ts';

/** The settings of a wiki's API. */
export interface WikiApiProps {
  readonly wiki: WikiConfig;
  readonly authorizer: BridgeFunction;
  readonly encryptionKey: IKey | undefined;
  /** Whether the API has a custom domain; then API Gateway's own address is disabled. */
  readonly hasDomain: boolean;
  readonly accessLogs: boolean;
  /** Encrypts the access log. */
  readonly logsKey: IKey | undefined;
}

/** The HTTP API of one wiki: the authorizer checks each request, and the API overwrites each identity header. */
export class WikiApi extends Construct {
  readonly api: HttpApi;
  readonly stage: ApiStage;
  readonly assertionKey: Secret;
  /** The authorizer's settings for this wiki. */
  readonly policy: WikiPolicy;

  constructor(scope: Construct, id: string, props: WikiApiProps) {
    super(scope, id);
    const { wiki, authorizer, encryptionKey, hasDomain, accessLogs, logsKey } = props;
    this.assertionKey = assertionKey(this, wiki.host, encryptionKey);
    letRead(authorizer, this.assertionKey.secretArn, encryptionKey);
    this.policy = { host: wiki.host, access: wiki.access, keyArn: this.assertionKey.secretArn };
    const name = `${deploymentNameOf(this)} ${wiki.host}`;
    this.api = new HttpApi(this, 'Api', {
      apiName: name,
      description: `wiki-sso: ${wiki.host}`,
      ipAddressType: IpAddressType.DUAL_STACK,
      createDefaultStage: false,
      disableExecuteApiEndpoint: hasDomain,
      // The default route forwards the whole path, and also matches `/`. There is no other: a route without the
      // authorizer would let forged identity headers through.
      defaultIntegration: new WikiIntegration(wiki.origin, headersFor(wiki), name),
      defaultAuthorizer: new HttpLambdaAuthorizer('Authorizer', authorizer.lambda, {
        authorizerName: `${name} authorizer`,
        responseTypes: [HttpLambdaResponseType.SIMPLE],
        // With an identity source, visitors without a cookie would get a 401 and no page; with a cache, a logout
        // would take effect only when it runs out.
        identitySource: [],
        resultsCacheTtl: Duration.seconds(0),
      }),
    });
    invokeAlias(this.api.node.findChild('Authorizer'), authorizer, this.api, 'authorizers/*');
    this.stage = new ApiStage(this, 'Default', { api: this.api, name: wiki.host, accessLogs, logsKey });
  }
}

function headersFor(wiki: WikiConfig): ParameterMapping {
  const headers = new ParameterMapping();
  for (const [header, contextKey] of Object.entries(IDENTITY_HEADERS)) {
    headers.overwriteHeader(header, MappingValue.contextVariable(`authorizer.${contextKey}`));
  }
  // API Gateway accepts HTTPS only and says so in `Forwarded`, which not every wiki reads.
  headers.overwriteHeader('X-Client-Proto', MappingValue.custom('https'));
  if (wiki.hostHeader !== undefined) headers.overwriteHeader('Host', MappingValue.custom(wiki.hostHeader));
  return headers;
}
