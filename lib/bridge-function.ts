/** One Lambda function of the bridge: its bundle, its log group and its role. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Alias,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionName, Observability } from '../functions/shared/runtime/metric-names.ts';
import { bundlingOf } from './bundling.ts';
import type { FunctionNetwork } from './function-network.ts';
import { forgetfulLogGroup } from './log-group.ts';

/** The settings of one function. */
export interface BridgeFunctionProps {
  readonly functionName: FunctionName;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly memoryMegabytes: number;
  /** Whether it reads from Secrets Manager; false keeps the SDK out of its bundle. */
  readonly readsSecrets: boolean;
  readonly observability: Observability;
  /** The function's VPC; undefined for none. */
  readonly network: FunctionNetwork | undefined;
  /** Encrypts its log. */
  readonly logsKey: IKey | undefined;
  /** Whether X-Ray records some of its invocations; the rights for that come with it. */
  readonly tracing: boolean;
  /** Executions at a time that are kept for it, and its limit; undefined for what the account has left. */
  readonly reservedConcurrency?: number | undefined;
  /** Containers that are kept ready; undefined for none. */
  readonly provisionedConcurrency?: number | undefined;
}

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The bundles in the npm package, which has neither the functions' sources nor a bundler. */
const BUNDLES = fileURLToPath(new URL('./functions/', import.meta.url));

/**
 * The calls with which Lambda joins a function to a VPC; EC2 accepts no narrower resource for the reading ones. The list
 * is that of AWS's managed policy AWSLambdaVPCAccessExecutionRole: with fewer, a deployment may fail.
 */
export const NETWORK_INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** Without this, Node tries IPv4 first, which has no route here, and waits 250 ms before it uses IPv6. */
const IPV6_FIRST = { NODE_OPTIONS: '--dns-result-order=ipv6first' };

/** One function: its bundle, a log group with a retention time, and a role that may write only to that group. */
export class BridgeFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly functionName: FunctionName;
  readonly logGroup: LogGroup;
  /** Undefined without provisioned concurrency. */
  readonly alias: Alias | undefined;

  constructor(scope: Construct, id: string, props: BridgeFunctionProps) {
    super(scope, id);
    this.functionName = props.functionName;
    this.logGroup = forgetfulLogGroup(this, 'Logs', props.logsKey);
    // Made here because the default role may write to every log group of the account.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${props.description} (execution role)`,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    const { ipv6Egress = false, ...network } = props.network ?? {};
    if (props.network !== undefined) {
      role.addToPolicy(new PolicyStatement({ actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] }));
    }
    const common = {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      environment: { ...props.environment, ...(ipv6Egress && IPV6_FIRST) },
      timeout: props.timeout,
      memorySize: props.memoryMegabytes,
      logGroup: this.logGroup,
      // Only this format can suppress Lambda's own lines: START, END and REPORT are a fifth of a request's price and
      // repeat the metrics. Lines about a function that fails or times out are warnings and stay.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2:
        props.observability === Observability.full ? SystemLogLevel.INFO : SystemLogLevel.WARN,
      role,
      ...(props.tracing && { tracing: Tracing.ACTIVE }),
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      ...network,
      ...(ipv6Egress && { ipv6AllowedForDualStack: true }),
    };
    const bundle = `${BUNDLES}${props.functionName}`;
    this.lambda = existsSync(bundle)
      ? new LambdaFunction(this, 'Function', {
          ...common,
          handler: 'index.handler',
          code: Code.fromAsset(bundle),
        })
      : new NodejsFunction(this, 'Function', {
          ...common,
          entry: `${PROJECT_ROOT}functions/${props.functionName}/handler.ts`,
          handler: 'handler',
          projectRoot: PROJECT_ROOT,
          depsLockFilePath: `${PROJECT_ROOT}package-lock.json`,
          bundling: bundlingOf(props.readsSecrets),
        });
    // Of the version that this deployment makes: only a version can have containers that are kept ready.
    this.alias =
      props.provisionedConcurrency === undefined
        ? undefined
        : this.lambda.addAlias('live', { provisionedConcurrentExecutions: props.provisionedConcurrency });
  }

  /** The function or alias that callers invoke. Use `lambda` for metrics: Lambda counts an alias' invocations there too. */
  get invoked(): LambdaFunction | Alias {
    return this.alias ?? this.lambda;
  }
}
