/** The outputs of the stack, which the command line, the site and the wikis read. */

import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { BridgeFunction } from './bridge-function.ts';
import type { Address } from './custom-domain.ts';
import type { ExpireSchedule } from './expire-schedule.ts';
import { HOOKS_PATH, type HooksApi } from './hooks-api.ts';
import type { WikiApi } from './wiki-api.ts';

/** The resources that the outputs describe. */
export interface Deployed {
  readonly hooks: HooksApi;
  readonly hooksAddress: Address;
  readonly hookSecret: Secret;
  readonly authorizer: BridgeFunction;
  readonly expire: BridgeFunction;
  readonly expireSchedule: ExpireSchedule;
  readonly cookieName: string;
  readonly alarmTopic: Topic;
  readonly wikis: readonly { readonly wiki: WikiApi; readonly address: Address }[];
}

/** Writes the stack's outputs. */
export function writeOutputs(stack: Stack, deployed: Deployed): void {
  const write = (id: string, value: string, description: string) =>
    new CfnOutput(stack, id, { value, description });
  const writeAddress = (id: string, { dnsTarget }: Address) => {
    if (dnsTarget !== undefined) write(`${id}DnsTarget`, dnsTarget, 'Point a CNAME record of this host here');
  };
  const { hooks, hooksAddress, hookSecret, authorizer, expire, expireSchedule, alarmTopic } = deployed;
  write('HooksUrl', `${hooksAddress.url}${HOOKS_PATH}`, 'Base URL of the hooks; /login and /logout follow');
  write('HooksApiId', hooks.api.apiId, 'API id of the hooks');
  write('HookSecretName', hookSecret.secretName, 'Secret that signs the hooks: the site needs its value');
  write('HookSecretArn', hookSecret.secretArn, 'ARN of the same secret');
  write('ExpireFunctionName', expire.lambda.functionName, 'Function that prunes the store');
  write('ExpireLogGroupName', expire.logGroup.logGroupName, 'Where that function logs');
  write('ExpireScheduleName', expireSchedule.scheduleName, 'Schedule that runs it');
  write(
    'AuthorizerFunctionName',
    authorizer.invoked.functionName,
    'Function that decides about wiki requests',
  );
  write('CookieName', deployed.cookieName, 'Name of the wiki cookie');
  write('AlarmTopicArn', alarmTopic.topicArn, 'Subscribe the people on call to this topic');
  writeAddress('Hooks', hooksAddress);
  for (const [i, { wiki, address }] of deployed.wikis.entries()) {
    const { policy, api, assertionKey } = wiki;
    write(`Wiki${i}Url`, address.url, `Where ${policy.host} is served`);
    write(`Wiki${i}ApiId`, api.apiId, `API id of ${policy.host}`);
    write(
      `Wiki${i}AssertionSecretName`,
      assertionKey.secretName,
      `Key that ${policy.host} verifies X-Wiki-Identity with`,
    );
    write(`Wiki${i}AssertionSecretArn`, assertionKey.secretArn, 'ARN of the same secret');
    writeAddress(`Wiki${i}`, address);
  }
}
