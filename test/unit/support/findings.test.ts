import { expect, test } from '@jest/globals';
import { judge } from '../../support/findings.ts';

const finding = (rule: string, resource: string) => ({ rule, resource, template: 'variant' });

test('a finding needs an exception of its own rule and for its own resource, and each exception a finding', () => {
  const topic = { id: 'R1', where: /^AWS::SNS::Topic /, reason: '' };
  const bucket = { id: 'R2', where: /^AWS::S3::Bucket /, reason: '' };
  const found = [
    finding('R1', 'AWS::SNS::Topic Alarms'),
    finding('R1', 'AWS::SQS::Queue Q'),
    finding('R3', 'AWS::SNS::Topic Alarms'),
  ];
  expect(judge(found, [topic, bucket])).toEqual({
    unexpected: ['R1 AWS::SQS::Queue Q in variant', 'R3 AWS::SNS::Topic Alarms in variant'],
    unused: ['R2 /^AWS::S3::Bucket /'],
  });
});
