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

/** What one line of the access log says. No cookie, no query, no address of a visitor. */
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
  // The only place where an authorizer's failure, or why it made nobody of a visitor, can be read.
  authorizerError: '$context.authorizer.error',
  authorizerReason: '$context.authorizer.reason',
};

/** What a stage of an API needs beside the API. */
export interface ApiStageProps {
  readonly api: HttpApi;
  /** Of the API, unique in the stack: the last part of its log group's name. */
  readonly name: string;
  readonly accessLogs: boolean;
  /** Encrypts the access log. */
  readonly logsKey: IKey | undefined;
  readonly throttle?: ThrottleSettings;
}

/** The stage of an HTTP API, `$default`, so that no stage name gets into paths. */
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
