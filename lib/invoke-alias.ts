/** Makes an API invoke the alias of a function instead of the function. */

import { Stack } from 'aws-cdk-lib';
import { CfnAuthorizer, type CfnIntegration, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';

/**
 * Has an API invoke a function's alias where there is one. The construct was made for the function itself, which keeps its
 * permission, and the alias gets one before the API is changed. So there is no moment in which the API may not invoke
 * what it names, neither when provisioned concurrency is switched on nor when it is switched off.
 * @param caller the API's authorizer or integration: a construct of CDK's around that resource
 * @param source identifies the caller: the end of an execute-api ARN
 */
export function invokeAlias(
  caller: IConstruct,
  { alias }: BridgeFunction,
  api: HttpApi,
  source: string,
): void {
  if (alias === undefined) return;
  const { partition, region } = Stack.of(caller);
  const permission = new CfnPermission(caller, 'AliasPermission', {
    action: 'lambda:InvokeFunction',
    principal: 'apigateway.amazonaws.com',
    functionName: alias.functionArn,
    sourceArn: Stack.of(caller).formatArn({
      service: 'execute-api',
      resource: api.apiId,
      resourceName: source,
    }),
  });
  const resource = caller.node.defaultChild as CfnAuthorizer | CfnIntegration;
  if (resource instanceof CfnAuthorizer) {
    const path = `lambda:path/2015-03-31/functions/${alias.functionArn}/invocations`;
    resource.authorizerUri = `arn:${partition}:apigateway:${region}:${path}`;
  } else {
    resource.integrationUri = alias.functionArn;
  }
  resource.addResourceDependency(permission);
}
