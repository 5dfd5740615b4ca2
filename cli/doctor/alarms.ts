// Doctor: the stack's alarms and their subscriptions.

import { clientSettings, readPages, withClient } from '../aws/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { oneLine } from '../terminal/safe-text.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('alarms');
/** A stack has at most 14 alarms; the prefix also finds those of stacks whose names begin with its name. */
const MAX_PAGES = 10;

/** Whether one of the stack's alarms is on. */
export async function lookAtAlarms({ aws, stackName, alarmTopicArn }: Deployment): Promise<Finding[]> {
  const { CloudWatchClient, DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = new CloudWatchClient(clientSettings(aws));
  const call = { what: 'the alarms', needs: 'cloudwatch:DescribeAlarms' };
  const alarms = await withClient(client, call, () =>
    readPages(MAX_PAGES, async (NextToken) => {
      const command = new DescribeAlarmsCommand({
        AlarmNamePrefix: stackName,
        ...(NextToken && { NextToken }),
      });
      const answer = await client.send(command);
      return { items: answer.MetricAlarms, nextToken: answer.NextToken };
    }),
  );
  const ours = alarms.filter(({ AlarmActions = [] }) => AlarmActions.includes(alarmTopicArn));
  if (ours.length === 0) return [finding('warn', `none notifies ${alarmTopicArn}`, 'deploy again')];
  const on = ours.filter(({ StateValue }) => StateValue === 'ALARM');
  if (on.length === 0) return [finding('ok', `${ours.length}, none is on`)];
  return on.map(({ AlarmName = '', AlarmDescription = '' }) =>
    finding('fail', `${AlarmName} is on`, oneLine(AlarmDescription)),
  );
}

/** Whether the alarms notify an operator. */
export async function lookAtSubscriptions({ aws, alarmTopicArn, isLocal }: Deployment): Promise<Finding[]> {
  const { ListSubscriptionsByTopicCommand, SNSClient } = await import('@aws-sdk/client-sns');
  const client = new SNSClient(clientSettings(aws));
  const call = { what: "the alarms' topic", needs: `sns:ListSubscriptionsByTopic on ${alarmTopicArn}` };
  const command = new ListSubscriptionsByTopicCommand({ TopicArn: alarmTopicArn });
  const { Subscriptions = [] } = await withClient(client, call, () => client.send(command));
  const confirmed = Subscriptions.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'));
  if (confirmed.length > 0) return [finding('ok', `subscriptions: ${confirmed.length}`)];
  if (isLocal) return [finding('n/a', 'a local instance has no subscriptions')];
  return Subscriptions.length > 0
    ? [finding('warn', 'no subscription is confirmed', 'follow the link in the mail')]
    : [finding('warn', 'no subscriptions', 'set alarmEmail and deploy, or subscribe to AlarmTopicArn')];
}
