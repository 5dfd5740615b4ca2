/** The `$default` stage of an HTTP API, with its access log and throttling. */

import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type HttpApi,
  HttpStage,
  type IAccessLogSettings,
  LogGroupLogDestination,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { deploymentNameOf } from './deployment-name.ts';
import { forgetfulLogGroup } from './log-group.ts';

/** The fields of an access-log line: no cookie, no query, no address of a visitor. */
const FIELDS = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  host: '$context.domainName',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  // Only the access log shows why an authorizer failed, or why it treated a visitor as anonymous.
  authorizerError: '$context.authorizer.error',
  authorizerReason: '$context.authorizer.reason',
};

/** The settings of a stage. */
export interface ApiStageProps {
  readonly api: HttpApi;
  /** The API's name, unique in the stack: the last part of its log group's name. */
  readonly name: string;
  readonly accessLogs: boolean;
  /** Encrypts the access log. */
  readonly logsKey: IKey | undefined;
  readonly throttle?: ThrottleSettings;
}

/** The stage of an HTTP API. Its name is `$default`, so that paths do not contain it. */
export class ApiStage extends Construct {
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, { api, name, accessLogs, logsKey, throttle }: ApiStageProps) {
    super(scope, id);
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      ...(accessLogs && { accessLogSettings: this.#accessLog(name, logsKey) }),
      ...(throttle !== undefined && { throttle }),
    });
  }

  #accessLog(name: string, key: IKey | undefined): IAccessLogSettings {
    // Under any other name each group adds to one resource policy of the whole account, which has room for a few
    // dozen and is never cleaned (serverless 10469, sst 6231).
    const logGroupName = `/aws/vendedlogs/${deploymentNameOf(this)}/${name}`;
    const logGroup = forgetfulLogGroup(this, 'AccessLog', key, logGroupName);
    return {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(FIELDS)),
    };
  }
}
