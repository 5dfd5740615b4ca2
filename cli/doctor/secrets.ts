import { hookKey } from '../aws/hook-key.ts';
import { SecretVersions } from '../aws/secret-versions.ts';
import type { DeployedWiki, Deployment } from '../deployment/deployment.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('secrets');
const MIN_ASSERTION_KEY_BYTES = 32;

/** Whether the hook secret can be used, and whether a rotation of it was left half-way. */
export async function lookAtHookSecret({ aws, hookSecretArn }: Deployment): Promise<Finding[]> {
  const secret = new SecretVersions(aws, hookSecretArn);
  const [current, previous] = await Promise.all([secret.current(), secret.previous()]);
  hookKey(current, hookSecretArn);
  if (previous === undefined || previous === current) return [finding('ok', 'hook secret: one counts')];
  return [
    finding(
      'warn',
      'hook secret: the one before still counts',
      'when the site signs with the new one: wiki-sso rotate hook --finish',
    ),
  ];
}

/** Whether a wiki's assertion key can be used. */
export async function lookAtAssertionKey({ aws }: Deployment, wiki: DeployedWiki): Promise<Finding[]> {
  const key = await new SecretVersions(aws, wiki.assertionSecretArn).current();
  const what = `assertion key of ${wiki.url.host}`;
  return Buffer.byteLength(key) >= MIN_ASSERTION_KEY_BYTES
    ? [finding('ok', `${what}: ${key.length} characters`)]
    : [
        finding(
          'fail',
          `${what}: shorter than ${MIN_ASSERTION_KEY_BYTES} bytes`,
          'wiki-sso rotate assertion',
        ),
      ];
}
