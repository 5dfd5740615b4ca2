import type { Template } from '../../support/synth.ts';

/**
 * What a deployment must not lose by an upgrade, and the properties of it that CloudFormation can only change by making
 * it anew. Source: CloudFormation's template reference, "Update requires: Replacement".
 */
const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::ElastiCache::ServerlessCache': [
    ...['ServerlessCacheName', 'SubnetIds', 'KmsKeyId', 'NetworkType', 'ConnectionType'],
  ],
  'AWS::ElastiCache::User': ['UserId', 'UserName', 'Engine'],
  'AWS::ElastiCache::UserGroup': ['UserGroupId'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::ApiGatewayV2::DomainName': ['DomainName'],
  'AWS::EC2::VPC': ['CidrBlock'],
  'AWS::EC2::Subnet': ['VpcId', 'CidrBlock', 'AvailabilityZone'],
  // With another topic its subscriptions are gone, with another log group what it holds.
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
};

/** A resource as far as an upgrade may not touch it. */
export interface Kept {
  readonly type: string;
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** The resources of a template that an upgrade must keep, by logical id. */
export function keptResources(template: Template): Record<string, Kept> {
  const kept = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const names = CREATE_ONLY[Type];
    if (names === undefined) return [];
    const given = names.filter((name) => Properties[name] !== undefined);
    return [[id, { type: Type, fixed: Object.fromEntries(given.map((name) => [name, Properties[name]])) }]];
  });
  return Object.fromEntries(kept);
}

/** The logical ids of what an upgrade from one set to the other makes anew or takes away. */
export function replacedResources(before: Record<string, Kept>, after: Record<string, Kept>): string[] {
  return Object.keys(before).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));
}
