/** Patterns of AWS identifiers, so that `cdk synth` reports a typing error before a deployment starts. */

export const SECRET_ARN =
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/;
export const CERTIFICATE_ARN = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[a-z0-9-]+$/;
export const KMS_KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
/** A load balancer's listener, or a Cloud Map service. */
export const VPC_TARGET_ARN =
  /^arn:aws[a-z-]*:(elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/(app|net)\/.+|servicediscovery:[a-z0-9-]+:\d{12}:service\/.+)$/;
export const VPC_ID = /^vpc-[0-9a-f]+$/;
export const SUBNET_ID = /^subnet-[0-9a-f]+$/;
export const SECURITY_GROUP_ID = /^sg-[0-9a-f]+$/;
export const AVAILABILITY_ZONE = /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/;
export const HOSTED_ZONE_ID = /^Z[A-Z0-9]{5,32}$/;
