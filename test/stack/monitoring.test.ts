import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { variant } from '../support/stack-variants.ts';
import { resource, resourcesOf, synthesize } from '../support/synth.ts';

const vpc = synthesize(variant('vpc store, domains in a zone, one wiki'));
const url = synthesize();
const alarms = resourcesOf(vpc, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

describe('the alarms', () => {
  test('all go to the one topic, when they go off and when it is over', () => {
    expect(alarms).toHaveLength(14);
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

  test('treat silence as a fault only where silence is one, and not in a deployment that is new', () => {
    expect(alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching')).toEqual([]);
    // Its state changes to "insufficient data" only after there was some.
    const loud = alarms.filter(({ InsufficientDataActions }) => InsufficientDataActions !== undefined);
    expect(loud).toEqual([
      expect.objectContaining({
        AlarmDescription: expect.stringContaining('expire-not-running'),
        TreatMissingData: 'missing',
      }),
    ]);
  });

  const watched = (section: string) =>
    alarms.find(({ AlarmDescription }) => AlarmDescription.endsWith(`#${section}`));

  test('a dry run of expire, which prunes nothing, does not pass for a run', () => {
    expect(watched('expire-not-running')).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      Namespace: 'WikiSso',
      MetricName: 'Sessions',
      Dimensions: [{ Name: 'Deployment', Value: 'WikiSso' }],
      Period: 3600,
    });
  });

  test('one cold start in a quiet hour is no slow authorizer', () => {
    expect(watched('authorizer-slow')).toMatchObject({
      ExtendedStatistic: 'p99',
      EvaluateLowSampleCountPercentile: 'ignore',
      EvaluationPeriods: 3,
    });
  });

  test.each([
    ['throttled', 'Throttles', 3],
    ['server-errors', '5xx', 2],
    ['cache-logins', 'AuthenticationFailures', 1],
    ['cache-logins', 'IamAuthenticationThrottling', 1],
  ])('%s adds up %s', (section, name, count) => {
    const metrics = watched(section)?.Metrics as { MetricStat?: { Metric: { MetricName: string } } }[];
    expect(metrics.filter(({ MetricStat }) => MetricStat?.Metric.MetricName === name)).toHaveLength(count);
  });

  test('a burst in an account that is new, of ten functions at a time, throttles for less than 15 minutes', () => {
    expect(watched('throttled')).toMatchObject({ EvaluationPeriods: 3, Threshold: 9 });
  });

  test('of the cache are there only where the cache is ours', () => {
    const names = resourcesOf(url, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    expect(names).toHaveLength(10);
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
