/** The alarm topic, the alarms and the dashboard of a deployment. */

import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
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
  /** Encrypts the topic; its policy must let CloudWatch use it. */
  readonly key: IKey | undefined;
}

/** One alarm topic and one dashboard. */
export class Monitoring extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { alarmEmail, observability, key, ...watched }: MonitoringProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Alarms', {
      displayName: 'wiki-sso',
      enforceSSL: true,
      ...(key !== undefined && { masterKey: key }),
    });
    // The policy that enforces TLS takes the place of SNS's own, by which CloudWatch might publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        // Of this account only: the service serves all of them.
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    new Alarms(this, 'Alarm', { topic: this.topic, ...watched });
    new Dashboard(this, 'Dashboard', { ...watched, observability });
  }
}
