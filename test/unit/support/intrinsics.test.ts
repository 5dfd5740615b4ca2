import { expect, test } from '@jest/globals';
import { EXAMPLE_DEPLOYMENT, resolveIntrinsics } from '../../support/intrinsics.ts';

const template = {
  Resources: {
    Key: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
    Cache: { Type: 'AWS::ElastiCache::ServerlessCache', Properties: {} },
  },
  Outputs: {},
};
const resolve = (value: unknown) => resolveIntrinsics(value, template, EXAMPLE_DEPLOYMENT);

test('references become what a deployment would put there, at any depth', () => {
  expect(resolve({ Action: 'a:B', Resource: [{ Ref: 'Key' }, { 'Fn::GetAtt': ['Cache', 'ARN'] }] })).toEqual({
    Action: 'a:B',
    Resource: [
      'arn:aws:secretsmanager:eu-central-1:123456789012:secret:Key-AbCdEf',
      'arn:aws:elasticache:eu-central-1:123456789012:serverlesscache:Cache',
    ],
  });
  expect(resolve({ 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }]] })).toBe('arn:aws');
});

test('what is not known is an error, never left as it stands', () => {
  expect(() => resolve({ Ref: 'AWS::StackId' })).toThrow('no example of AWS::StackId');
  expect(() => resolve({ 'Fn::Sub': 'x' })).toThrow('got Fn::Sub');
});
