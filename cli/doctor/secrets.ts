import { readFileSync } from 'node:fs';
import { MIN_KEY_BYTES } from '../../functions/authorizer/identity-assertion.ts';
import { SecretVersions } from '../aws/secret-versions.ts';
import type { DeployedWiki, Deployment } from '../deployment/deployment.ts';
import { commandFor } from '../deployment/find-deployment.ts';
import { isHookSecretAccepted, parseHookKey } from '../deployment/hooks.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('secrets');
const siteFinding = findingsOn('site');
/** Both `npm start` and a rotation by the command give it the current one. */
const AGAIN = 'end npm start and start it again';

/** Whether the hook secret can be used, and whether a rotation of it was left half-way. */
export async function lookAtHookSecret(deployment: Deployment): Promise<Finding[]> {
  const { aws, hookSecretArn } = deployment;
  const secret = new SecretVersions(aws, hookSecretArn);
  const [current, previous] = await Promise.all([secret.current(), secret.previous()]);
  parseHookKey(current, hookSecretArn);
  if (previous === undefined || previous === current) return [finding('ok', 'hook secret: one counts')];
  return [
    finding(
      'warn',
      'hook secret: the one before still counts',
      `when the site signs with the new one: ${commandFor(deployment, 'rotate', 'hook', '--finish')}`,
    ),
  ];
}

/** How many old secrets are tried, the newest first. */
const TRIED = 3;
/** A running function keeps what it read for five minutes; a request may be a little older than the change. */
const CACHE_MS = 310_000;

/** Whether a hook secret that was rotated out is refused, as far as Secrets Manager still has it to try with. */
export async function lookAtOldHookSecrets(deployment: Deployment): Promise<Finding[]> {
  const secret = new SecretVersions(deployment.aws, deployment.hookSecretArn);
  const [current, previous, { currentSince, versionIds }] = await Promise.all([
    secret.current(),
    secret.previous(),
    secret.superseded(),
  ]);
  const values = await Promise.all(versionIds.slice(0, TRIED).map((id) => secret.version(id)));
  const old = new Set(values.filter((value) => value !== undefined && isHookSecret(value)));
  for (const stored of [current, previous]) old.delete(stored);
  if (old.size === 0) return [finding('n/a', 'hook secret: none from before is left to try')];
  const stillCount = [];
  for (const value of old) if (await isHookSecretAccepted(deployment, value ?? '')) stillCount.push(value);
  return [judgeOldSecrets(old.size, stillCount.length, Date.now() - Number(currentSince ?? 0))];
}

/** @param sinceMs milliseconds since the last of them was dropped */
export function judgeOldSecrets(tried: number, stillCount: number, sinceMs: number): Finding {
  const what = tried === 1 ? 'hook secret: the one dropped last' : `hook secret: of ${tried} dropped ones`;
  if (stillCount === 0) return finding('ok', tried === 1 ? `${what} is refused` : `${what} all are refused`);
  const seen = tried === 1 ? `${what} still counts` : `${what} ${stillCount} still count`;
  return sinceMs < CACHE_MS
    ? finding('warn', seen, 'a running function keeps it for up to five minutes: look again then')
    : finding('fail', seen, 'deploy again, which gives every function new processes');
}

/** What was never a hook secret cannot be signed with. */
function isHookSecret(text: string): boolean {
  try {
    parseHookKey(text, '');
    return true;
  } catch {
    return false;
  }
}

/** Whether the demo site signs with the secret that counts; of a site elsewhere only its own log tells. */
export async function lookAtLocalSite({ aws, hookSecretArn, site }: Deployment): Promise<Finding[]> {
  if (site === undefined)
    return [siteFinding('n/a', 'what it signs with only the site itself shows: see the alarm Hooks refused')];
  const secret = new SecretVersions(aws, hookSecretArn);
  const [current, previous] = await Promise.all([secret.current(), secret.previous()]);
  return [judgeLocalSite(readFileSync(site.hookSecretFile, 'utf8').trim(), current, previous)];
}

export function judgeLocalSite(signsWith: string, current: string, previous: string | undefined): Finding {
  if (signsWith === current) return siteFinding('ok', 'the demo site signs with the current hook secret');
  return signsWith === previous
    ? siteFinding('warn', 'the demo site signs with the hook secret from before', AGAIN)
    : siteFinding('fail', 'the demo site signs with a hook secret that no longer counts', AGAIN);
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
