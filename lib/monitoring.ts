/** The alarm topic, the alarms and the dashboard of a deployment. */

import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Observability } from '../functions/shared/runtime/metric-names.ts';
import { Alarms, type AlarmsProps } from './alarms.ts';
import { Dashboard } from './dashboard.ts';

/** The resources to watch, and the address for alarms. */
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
    // The policy that enforces TLS replaces SNS's default, which allows CloudWatch to publish. This allows it again, for
    // this account only.
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com').withConditions({
      StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
    });
    this.topic.grantPublish(cloudWatch);
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    new Alarms(this, 'Alarm', { topic: this.topic, ...watched });
    new Dashboard(this, 'Dashboard', { ...watched, observability });
  }
}
