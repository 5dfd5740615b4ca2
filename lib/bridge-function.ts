import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName } from '../functions/shared/runtime/metric-names.ts';

/** What one of the four functions needs beside its code. */
export interface BridgeFunctionProps {
  readonly functionName: FunctionName;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly memoryMegabytes: number;
}

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** One function: its bundle, a log group that forgets, and a role that may write to that group and nothing else. */
export class BridgeFunction extends Construct {
  readonly lambda: NodejsFunction;

  constructor(scope: Construct, id: string, props: BridgeFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
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
        resources: [logGroup.logGroupArn],
      }),
    );
    this.lambda = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: `${PROJECT_ROOT}functions/${props.functionName}/handler.ts`,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: `${PROJECT_ROOT}package-lock.json`,
      environment: { ...props.environment },
      timeout: props.timeout,
      memorySize: props.memoryMegabytes,
      logGroup,
      role,
      bundling: {
        // The versions that were tested, not those of the runtime.
        bundleAwsSDK: true,
        // ioredis calls require() for Node's own modules, which an ESM bundle would need a shim for.
        format: OutputFormat.CJS,
        minify: true,
        target: 'node24',
      },
    });
  }
}
