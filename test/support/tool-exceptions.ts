/** The findings of other people's tools that the stack accepts, each with its reason. */

/** A finding of a tool that is on purpose, and why. Those of cdk-nag are in lib/nag-exceptions.ts, which it reads at synth. */
export interface ToolException {
  /** The tool's own name of its rule. */
  readonly id: string;
  /** The resources that it is on purpose for, as `type logical-id`. */
  readonly where: RegExp;
  readonly reason: string;
}

// What several tools say.

const FUNCTIONS = /^AWS::Lambda::Function Functions/;
const ACCESS_LOGS = "The wiki and the functions have a log of their own: `accessLogs` switches the API's on.";
const NO_DEAD_LETTERS =
  'Three functions answer API Gateway, which sends nothing to a queue; what expire leaves, its next run removes.';
const NO_RESERVED_CONCURRENCY =
  'A small new account has ten executions at once and can reserve none: `reservedConcurrency`, for the hooks only.';
const LOG_KEY =
  'CloudWatch encrypts with a key of its own, and the lines hold no cookie, secret or body: `logsKmsKey`.';
const TOPIC_KEY = 'An alarm says its own name and a number, and goes out by email: `logsKmsKey`.';
const SECRET_KEY =
  "Secrets Manager encrypts with the account's own key; another costs a dollar a month: `kmsKeyArn`.";
const NOT_IN_VPC =
  'With the stores `public` and `url` nothing is in a VPC that a function would have to reach.';
const NO_NARROWER_RESOURCE =
  'Joining a VPC: the list of AWSLambdaVPCAccessExecutionRole, with its resource. Tracing: X-Ray has no resources.';
const ENVIRONMENT =
  'Names, ARNs and addresses, no secret: Lambda encrypts the environment with a key of its own.';

/** cfn-lint. */
export const CFN_LINT: readonly ToolException[] = [
  {
    id: 'W3005',
    where: /^AWS::/,
    reason: 'A DependsOn beside a reference, which CDK writes for its own reasons.',
  },
  {
    id: 'W3010',
    where: /^AWS::EC2::Subnet StoreNetwork/,
    reason: 'Zones stand in the template only where the operator chose them.',
  },
];

/** cfn-guard with AWS Control Tower's proactive controls. */
export const CFN_GUARD: readonly ToolException[] = [
  { id: 'api_gw_v2_access_logs_enabled_check', where: /^AWS::ApiGatewayV2::Stage /, reason: ACCESS_LOGS },
  {
    id: 'api_gw_v2_authorization_type_configured_check',
    where: /^AWS::ApiGatewayV2::Route HooksApi/,
    reason:
      'The hooks are signed over their body, which no authorizer sees; each function verifies before all else.',
  },
  { id: 'cloudwatch_log_group_encrypted_check', where: /^AWS::Logs::LogGroup /, reason: LOG_KEY },
  {
    id: 'cloudwatch_log_group_retention_period_check',
    where: /^AWS::Logs::LogGroup /,
    reason:
      "The rule wants a year. Lines are about people's sessions: they are kept for a month, and no longer.",
  },
  {
    id: 'kms_create_grant_aws_service_check',
    where: /^AWS::KMS::Key /,
    reason:
      "The account's own statement, kms:* for its root, which AWS's default key policy has: IAM decides the rest.",
  },
  {
    id: 'lambda_function_public_access_prohibited_check',
    where: /^AWS::Lambda::Permission /,
    reason:
      'Each permission has a SourceArn of one API; the rule does not read one that is put together by Fn::Join.',
  },
  { id: 'lambda_inside_vpc_check', where: FUNCTIONS, reason: NOT_IN_VPC },
];

/** checkov. */
export const CHECKOV: readonly ToolException[] = [
  { id: 'CKV_AWS_26', where: /^AWS::SNS::Topic /, reason: TOPIC_KEY },
  { id: 'CKV_AWS_95', where: /^AWS::ApiGatewayV2::Stage /, reason: ACCESS_LOGS },
  { id: 'CKV_AWS_111', where: /^AWS::IAM::Policy Functions/, reason: NO_NARROWER_RESOURCE },
  { id: 'CKV_AWS_115', where: FUNCTIONS, reason: NO_RESERVED_CONCURRENCY },
  { id: 'CKV_AWS_116', where: FUNCTIONS, reason: NO_DEAD_LETTERS },
  { id: 'CKV_AWS_117', where: FUNCTIONS, reason: NOT_IN_VPC },
  { id: 'CKV_AWS_149', where: /^AWS::SecretsManager::Secret /, reason: SECRET_KEY },
  { id: 'CKV_AWS_158', where: /^AWS::Logs::LogGroup /, reason: LOG_KEY },
  { id: 'CKV_AWS_173', where: FUNCTIONS, reason: ENVIRONMENT },
];

/** parliament. */
export const PARLIAMENT: readonly ToolException[] = [
  { id: 'RESOURCE_STAR', where: /^AWS::IAM::Policy Functions/, reason: NO_NARROWER_RESOURCE },
];
