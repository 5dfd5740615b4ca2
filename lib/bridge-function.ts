import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionName, Observability } from '../functions/shared/runtime/metric-names.ts';
import { bundlingOf } from './bundling.ts';
import type { FunctionNetwork } from './function-network.ts';

/** What one of the four functions needs beside its code. */
export interface BridgeFunctionProps {
  readonly functionName: FunctionName;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly memoryMegabytes: number;
  /** Whether it ever asks Secrets Manager; false keeps the SDK out of its bundle. */
  readonly readsSecrets: boolean;
  readonly observability: Observability;
  /** Where the function lives; undefined for outside of any VPC. */
  readonly network: FunctionNetwork | undefined;
  /** Whether X-Ray records some of its invocations; the rights for that come with it. */
  readonly tracing: boolean;
  /** Executions at a time that are kept for it, and its limit; undefined for what the account has left. */
  readonly reservedConcurrency?: number | undefined;
}

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Bundles made beforehand: in the npm package, which has neither the functions' sources nor a bundler. */
const BUNDLES = fileURLToPath(new URL('./functions/', import.meta.url));

/**
 * What Lambda does in the function's name to join a VPC; EC2 takes no narrower resource for the reading calls. The
 * list is the one of AWS's managed policy AWSLambdaVPCAccessExecutionRole: with less a deployment may fail.
 */
export const NETWORK_INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** Without it Node tries IPv4 first, which leads nowhere, and waits a quarter of a second before it takes IPv6. */
const IPV6_FIRST = { NODE_OPTIONS: '--dns-result-order=ipv6first' };

/** One function: its bundle, a log group that forgets, and a role that may write to that group and nothing else. */
export class BridgeFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly functionName: FunctionName;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: BridgeFunctionProps) {
    super(scope, id);
    this.functionName = props.functionName;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
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
      // Only in this format Lambda's own lines can be left out: START, END and REPORT are a fifth of a request's price
      // and say nothing that metrics do not. Those of a function that fails or runs into its limit are warnings.
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
  }
}
