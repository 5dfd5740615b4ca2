import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { variant } from '../support/stack-variants.ts';
import { resource, resourcesOf, synthesize } from '../support/synth.ts';

const vpc = synthesize(variant('vpc store, domains in a zone, one wiki'));
const url = synthesize();
const alarms = resourcesOf(vpc, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

describe('the alarms', () => {
  test('all go to the one topic, when they go off and when it is over', () => {
    expect(alarms).toHaveLength(11);
    const topic = [{ Ref: expect.stringContaining('MonitoringAlarms') }];
    for (const alarm of alarms) expect(alarm).toMatchObject({ AlarmActions: topic, OKActions: topic });
  });

  test('each name a section that the runbook has', () => {
    const headings = [...readFileSync('docs/operator-runbook.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(
      ([, heading]) =>
        heading
          ?.toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
    );
    for (const { AlarmDescription } of alarms) {
      const section = /docs\/operator-runbook\.md#([a-z-]+)$/.exec(AlarmDescription)?.[1];
      expect(headings).toContain(section);
    }
  });

  test('treat silence as a fault only where silence is one', () => {
    const loud = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(loud.map(({ AlarmDescription }) => AlarmDescription)).toEqual([
      expect.stringContaining('expire-not-running'),
    ]);
  });

  test('a dry run of expire, which prunes nothing, does not pass for a run', () => {
    const alarm = alarms.find(({ AlarmDescription }) => AlarmDescription.includes('expire-not-running'));
    expect(alarm).toMatchObject({ Threshold: 1, ComparisonOperator: 'LessThanThreshold' });
    expect(alarm?.Metrics).toEqual([
      expect.objectContaining({
        MetricStat: {
          Metric: {
            Namespace: 'WikiSso',
            MetricName: 'Removed',
            Dimensions: [{ Name: 'Function', Value: 'expire' }],
          },
          Period: 3600,
          Stat: 'SampleCount',
        },
      }),
    ]);
  });

  test('of the cache are there only where the cache is ours', () => {
    const names = resourcesOf(url, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    expect(names).toHaveLength(8);
    expect(names.filter((id) => id.includes('Cache'))).toEqual([]);
  });

  test("may be published to the topic by this account's CloudWatch, over TLS only", () => {
    const { Statement } = resource(vpc, 'AWS::SNS::TopicPolicy').PolicyDocument;
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    );
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  test('are mailed where an address is given', () => {
    expect(resource(vpc, 'AWS::SNS::Subscription')).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    expect(resourcesOf(url, 'AWS::SNS::Subscription')).toEqual([]);
  });
});

test("the dashboard answers an operator's five questions", () => {
  const body = JSON.stringify(resource(vpc, 'AWS::CloudWatch::Dashboard').DashboardBody);
  for (const question of ['getting in', 'sessions are live', 'is refused', 'store healthy', 'does it cost']) {
    expect(body).toContain(question);
  }
});
