// Doctor: the hook secrets and the assertion keys.

import { readFileSync } from 'node:fs';
import { MIN_KEY_BYTES } from '../../functions/authorizer/identity-assertion.ts';
import { SecretVersions } from '../aws/secret-versions.ts';
import type { DeployedWiki, Deployment } from '../deployment/deployment.ts';
import { commandFor } from '../deployment/find-deployment.ts';
import { isHookSecretAccepted, parseHookKey } from '../deployment/hooks.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('secrets');
const siteFinding = findingsOn('site');
/** `npm start` gives the demo site the current secret. */
const RESTART = 'stop npm start and run it again';

/** Whether the hook secret is valid, and whether a rotation of it is unfinished. */
export async function lookAtHookSecret(deployment: Deployment): Promise<Finding[]> {
  const { aws, hookSecretArn } = deployment;
  const secret = new SecretVersions(aws, hookSecretArn);
  const [current, previous] = await Promise.all([secret.current(), secret.previous()]);
  parseHookKey(current, hookSecretArn);
  if (previous === undefined || previous === current) return [finding('ok', 'hook secret: one is accepted')];
  return [
    finding(
      'warn',
      'hook secret: the previous one still counts',
      `when the site signs with the new one: ${commandFor(deployment, 'rotate', 'hook', '--finish')}`,
    ),
  ];
}

/** How many old secrets are tried, newest first. */
const MAX_TRIED = 3;
/** A running function caches a secret for five minutes; ten seconds allow for requests under way. */
const CACHE_MS = 310_000;

/** Whether the hooks refuse the old secrets that Secrets Manager still keeps. */
export async function lookAtOldHookSecrets(deployment: Deployment): Promise<Finding[]> {
  const secret = new SecretVersions(deployment.aws, deployment.hookSecretArn);
  const [current, previous, { currentSince, versionIds }] = await Promise.all([
    secret.current(),
    secret.previous(),
    secret.superseded(),
  ]);
  const values = await Promise.all(versionIds.slice(0, MAX_TRIED).map((id) => secret.version(id)));
  const old = new Set(values.filter((value) => value !== undefined && isHookSecret(value)));
  for (const stored of [current, previous]) old.delete(stored);
  if (old.size === 0) return [finding('n/a', 'hook secret: no earlier one is left to try')];
  const stillCount = [];
  for (const value of old) if (await isHookSecretAccepted(deployment, value ?? '')) stillCount.push(value);
  return [judgeOldSecrets(old.size, stillCount.length, Date.now() - Number(currentSince ?? 0))];
}

/** @param sinceMs milliseconds since the latest of them was dropped */
export function judgeOldSecrets(tried: number, stillCount: number, sinceMs: number): Finding {
  const what = tried === 1 ? 'hook secret: the latest dropped one' : `hook secret: of ${tried} dropped ones`;
  if (stillCount === 0) return finding('ok', tried === 1 ? `${what} is refused` : `${what} all are refused`);
  const seen = tried === 1 ? `${what} still counts` : `${what} ${stillCount} still count`;
  return sinceMs < CACHE_MS
    ? finding('warn', seen, 'a running function caches it for up to five minutes: check again then')
    : finding('fail', seen, 'deploy again: that starts new processes of every function');
}

/** Other values cannot sign a hook. */
function isHookSecret(text: string): boolean {
  try {
    parseHookKey(text, '');
    return true;
  } catch {
    return false;
  }
}

/** Whether the demo site signs with the current secret; only its own log shows that of another site. */
export async function lookAtLocalSite({ aws, hookSecretArn, site }: Deployment): Promise<Finding[]> {
  if (site === undefined)
    return [siteFinding('n/a', 'only the site itself knows its secret: see the alarm Hooks refused')];
  const secret = new SecretVersions(aws, hookSecretArn);
  const [current, previous] = await Promise.all([secret.current(), secret.previous()]);
  return [judgeLocalSite(readFileSync(site.hookSecretFile, 'utf8').trim(), current, previous)];
}

/** Judges the demo site by the hook secret that it signs with. */
export function judgeLocalSite(signsWith: string, current: string, previous: string | undefined): Finding {
  if (signsWith === current) return siteFinding('ok', 'the demo site signs with the current hook secret');
  return signsWith === previous
    ? siteFinding('warn', 'the demo site signs with the previous hook secret', RESTART)
    : siteFinding('fail', 'the demo site signs with a hook secret that is refused', RESTART);
}

/** Whether a wiki's assertion key is long enough. */
export async function lookAtAssertionKey(deployment: Deployment, wiki: DeployedWiki): Promise<Finding[]> {
  const key = await new SecretVersions(deployment.aws, wiki.assertionSecretArn).current();
  const what = `assertion key of ${wiki.url.host}`;
  return Buffer.byteLength(key) >= MIN_KEY_BYTES
    ? [finding('ok', `${what}: ${key.length} characters`)]
    : [
        finding(
          'fail',
          `${what}: expected at least ${MIN_KEY_BYTES} bytes, got ${Buffer.byteLength(key)}`,
          commandFor(deployment, 'rotate', 'assertion', '--file', 'new-key', '--wiki', wiki.url.host),
        ),
      ];
}
