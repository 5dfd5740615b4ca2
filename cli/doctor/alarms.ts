import { oneLine } from '../../smoke/one-line.ts';
import { askAws } from '../aws/aws-call.ts';
import { clientSettings } from '../aws/aws-settings.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('alarms');
/** Enough for the alarms of a stack, which are 14 at most, beside those of one of a longer name. */
const MOST_PAGES = 10;

/** Whether an alarm is on. */
export async function lookAtAlarms({ aws, stackName, alarmTopicArn }: Deployment): Promise<Finding[]> {
  const { CloudWatchClient, DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = new CloudWatchClient(clientSettings(aws));
  const asked = { what: 'the alarms', needs: 'cloudwatch:DescribeAlarms' };
  try {
    const alarms = [];
    let NextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const command = new DescribeAlarmsCommand({
        AlarmNamePrefix: stackName,
        ...(NextToken && { NextToken }),
      });
      const answer = await askAws(asked, () => client.send(command));
      alarms.push(...(answer.MetricAlarms ?? []));
      NextToken = answer.NextToken;
      if (NextToken === undefined) break;
    }
    const ours = alarms.filter(({ AlarmActions = [] }) => AlarmActions.includes(alarmTopicArn));
    if (ours.length === 0) return [finding('warn', `none that goes to ${alarmTopicArn}`, 'deploy again')];
    const on = ours.filter(({ StateValue }) => StateValue === 'ALARM');
    if (on.length === 0) return [finding('ok', `${ours.length}, none is on`)];
    return on.map(({ AlarmName = '', AlarmDescription = '' }) =>
      finding('fail', `${AlarmName} is on`, oneLine(AlarmDescription)),
    );
  } finally {
    client.destroy();
  }
}

/** Whether anybody is told. */
export async function lookAtSubscriptions({ aws, alarmTopicArn, isLocal }: Deployment): Promise<Finding[]> {
  const { ListSubscriptionsByTopicCommand, SNSClient } = await import('@aws-sdk/client-sns');
  const client = new SNSClient(clientSettings(aws));
  const asked = { what: "the alarms' topic", needs: `sns:ListSubscriptionsByTopic on ${alarmTopicArn}` };
  try {
    const command = new ListSubscriptionsByTopicCommand({ TopicArn: alarmTopicArn });
    const { Subscriptions = [] } = await askAws(asked, () => client.send(command));
    const confirmed = Subscriptions.filter(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'));
    if (confirmed.length > 0) return [finding('ok', `${confirmed.length} told of them`)];
    if (isLocal) return [finding('n/a', 'nobody is told of them here')];
    return Subscriptions.length > 0
      ? [
          finding(
            'warn',
            'nobody is told of them: no subscription is confirmed',
            'follow the link in the mail',
          ),
        ]
      : [
          finding(
            'warn',
            'nobody is told of them',
            'set alarmEmail and deploy, or subscribe to AlarmTopicArn',
          ),
        ];
  } finally {
    client.destroy();
  }
}
