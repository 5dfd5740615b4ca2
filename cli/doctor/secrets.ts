import { MIN_KEY_BYTES } from '../../functions/authorizer/identity-assertion.ts';
import { hookKey } from '../aws/hook-key.ts';
import { SecretVersions } from '../aws/secret-versions.ts';
import { commandFor } from '../deployment/command-for.ts';
import type { DeployedWiki, Deployment } from '../deployment/deployment.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('secrets');

/** Whether the hook secret can be used, and whether a rotation of it was left half-way. */
export async function lookAtHookSecret(deployment: Deployment): Promise<Finding[]> {
  const { aws, hookSecretArn } = deployment;
  const secret = new SecretVersions(aws, hookSecretArn);
  const [current, previous] = await Promise.all([secret.current(), secret.previous()]);
  hookKey(current, hookSecretArn);
  if (previous === undefined || previous === current) return [finding('ok', 'hook secret: one counts')];
  return [
    finding(
      'warn',
      'hook secret: the one before still counts',
      `when the site signs with the new one: ${commandFor(deployment, 'rotate', 'hook', '--finish')}`,
    ),
  ];
}

/** Whether a wiki's assertion key can be used. */
export async function lookAtAssertionKey(deployment: Deployment, wiki: DeployedWiki): Promise<Finding[]> {
  const key = await new SecretVersions(deployment.aws, wiki.assertionSecretArn).current();
  const what = `assertion key of ${wiki.url.host}`;
  return Buffer.byteLength(key) >= MIN_KEY_BYTES
    ? [finding('ok', `${what}: ${key.length} characters`)]
    : [
        finding(
          'fail',
          `${what}: shorter than ${MIN_KEY_BYTES} bytes`,
          commandFor(deployment, 'rotate', 'assertion', '--file', 'new-key', '--wiki', wiki.url.host),
        ),
      ];
}
