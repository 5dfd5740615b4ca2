/** Reads a wiki's API from the emulator and refuses settings that the gateway does not implement. */

import type { AwsClient } from '../aws-client.ts';
import { type HeaderMapping, readHeaderMappings } from './parameter-mapping.ts';

/** The settings of a deployed wiki API that the gateway needs. */
export interface DeployedApi {
  apiId: string;
  accountId: string;
  region: string;
  /** The name or ARN for the Invoke API. */
  authorizerFunction: string;
  authorizerArn: string;
  /** The base URL of the wiki. */
  origin: URL;
  integrationTimeoutMs: number;
  mappings: HeaderMapping[];
}

/** The deployed API uses a setting that the gateway does not implement; ignoring it could make the gateway less strict. */
export class UnsupportedApiError extends Error {
  override name = 'UnsupportedApiError';
}

interface Route {
  routeKey: string;
  target?: string;
  authorizationType?: string;
  authorizerId?: string;
}

interface Integration {
  integrationId: string;
  integrationType?: string;
  integrationMethod?: string;
  integrationUri?: string;
  connectionType?: string;
  timeoutInMillis?: number;
  requestParameters?: Record<string, string>;
  responseParameters?: object;
}

interface Authorizer {
  authorizerId: string;
  authorizerType?: string;
  authorizerUri?: string;
  authorizerPayloadFormatVersion?: string;
  authorizerResultTtlInSeconds?: number;
  enableSimpleResponses?: boolean;
  identitySource?: string[];
}

/** API Gateway's limit and default. */
const LONGEST_INTEGRATION_MS = 30_000;
const FUNCTION_ARN = /(arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:[A-Za-z0-9_-]+)/;

/** Reads the settings from the emulator's control plane. @throws {UnsupportedApiError} */
export async function readDeployedApi(aws: AwsClient, apiId: string): Promise<DeployedApi> {
  const [routes, integrations, authorizers] = await Promise.all([
    aws.httpApiItems<Route>(apiId, 'routes'),
    aws.httpApiItems<Integration>(apiId, 'integrations'),
    aws.httpApiItems<Authorizer>(apiId, 'authorizers'),
  ]);
  const route = onlyDefaultRoute(routes);
  const integration = integrations.find(
    ({ integrationId }) => route.target === `integrations/${integrationId}`,
  );
  const authorizer = authorizers.find(({ authorizerId }) => authorizerId === route.authorizerId);
  const [, authorizerArn, region, accountId] = FUNCTION_ARN.exec(checkAuthorizer(route, authorizer)) ?? [];
  require(authorizerArn && region && accountId, `authorizerUri ${authorizer?.authorizerUri}`);
  return {
    apiId,
    accountId,
    region,
    authorizerArn: `arn:aws:apigateway:${region}::/apis/${apiId}/authorizers/${authorizer?.authorizerId}`,
    authorizerFunction: authorizerArn,
    ...checkIntegration(integration),
  };
}

function onlyDefaultRoute(routes: Route[]): Route {
  const [route, ...others] = routes;
  require(route?.routeKey === '$default' &&
    others.length ===
      0, `routes ${routes.map(({ routeKey }) => routeKey).join(', ')}: only $default is served`);
  return route;
}

/** @returns the authorizer's URI */
function checkAuthorizer(route: Route, authorizer: Authorizer | undefined): string {
  require(route.authorizationType === 'CUSTOM' && authorizer, 'a route without a Lambda authorizer');
  require(authorizer.authorizerType === 'REQUEST', `authorizer type ${authorizer.authorizerType}`);
  require(authorizer.authorizerPayloadFormatVersion === '2.0', 'an authorizer payload format other than 2.0');
  require(authorizer.enableSimpleResponses === true, 'an authorizer without simple responses');
  require(!authorizer.identitySource?.length, 'an authorizer with identity sources');
  require(authorizer.authorizerResultTtlInSeconds === 0, 'an authorizer with a cache');
  return authorizer.authorizerUri ?? '';
}

function checkIntegration(integration: Integration | undefined) {
  require(integration?.integrationType === 'HTTP_PROXY', `integration type ${integration?.integrationType}`);
  require(integration.integrationMethod === 'ANY', `integration method ${integration.integrationMethod}`);
  require((integration.connectionType ?? 'INTERNET') === 'INTERNET', 'an integration by VPC link');
  require(Object.keys(integration.responseParameters ?? {}).length === 0, 'response parameters');
  const uri = integration.integrationUri ?? '';
  require(URL.canParse(uri) && /^https?:\/\/[^?#{}]*$/.test(uri), `integration URI ${uri}`);
  return {
    origin: new URL(uri),
    integrationTimeoutMs: Math.min(
      integration.timeoutInMillis ?? LONGEST_INTEGRATION_MS,
      LONGEST_INTEGRATION_MS,
    ),
    mappings: readHeaderMappings(integration.requestParameters ?? {}),
  };
}

function require(condition: unknown, what: string): asserts condition {
  if (!condition) throw new UnsupportedApiError(`the local gateway cannot serve this API: ${what}`);
}
