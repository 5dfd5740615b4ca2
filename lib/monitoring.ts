import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Observability } from '../functions/shared/runtime/metric-names.ts';
import { Alarms, type AlarmsProps } from './alarms.ts';
import { Dashboard } from './dashboard.ts';

/** What is watched, and who is told. */
export interface MonitoringProps extends Omit<AlarmsProps, 'topic'> {
  readonly observability: Observability;
  readonly alarmEmail: string | undefined;
}

/** One alarm topic and one dashboard. */
export class Monitoring extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { alarmEmail, observability, ...watched }: MonitoringProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Alarms', { displayName: 'wiki-sso', enforceSSL: true });
    // The policy that enforces TLS takes the place of SNS's own, by which CloudWatch might publish.
    // Of this account only: the service serves all of them.
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com').withConditions({
      StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
    });
    this.topic.grantPublish(cloudWatch);
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    new Alarms(this, 'Alarm', { topic: this.topic, ...watched });
    new Dashboard(this, 'Dashboard', { ...watched, observability });
  }
}
