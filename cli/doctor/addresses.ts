// Doctor: the hooks and the wikis, called over HTTP.

import type { DeployedWiki, Deployment } from '../deployment/deployment.ts';
import { logOutUnknownSession, readHookKey, siteOf } from '../deployment/hooks.ts';
import { sendRequest } from '../http/http-request.ts';
import { describeHookAnswer } from '../site/hook-error.ts';
import { type Finding, findingsOn } from './finding.ts';

const LIMIT_MS = 15_000;

/** Whether the hooks accept requests signed with the stored secret, and only those. */
export async function lookAtHooks(deployment: Deployment): Promise<Finding[]> {
  const finding = findingsOn('hooks');
  const site = siteOf(deployment, await readHookKey(deployment.aws, deployment.hookSecretArn));
  const unsigned = await site.sendUnsigned('login', '', []);
  if (unsigned.status !== 401)
    return [
      finding(
        'fail',
        `${deployment.hooksUrl.href}: an unsigned hook: expected 401, got ${unsigned.status}`,
        'does another service answer there? deploy again',
      ),
    ];
  const signed = await logOutUnknownSession(site);
  const url = deployment.hooksUrl.href;
  return [
    signed.status === 200
      ? finding('ok', `${url}: unsigned refused, signed accepted`)
      : finding(
          'fail',
          `${url}: a signed hook: expected 200, got ${describeHookAnswer(signed)}`,
          'docs/operator-runbook.md#hook-failures',
        ),
  ];
}

/** Whether a wiki answers. */
export async function lookAtWiki({ url }: DeployedWiki): Promise<Finding[]> {
  const finding = findingsOn('wiki');
  const { status } = await sendRequest({ method: 'GET', url, timeoutMs: LIMIT_MS });
  return [
    status < 500
      ? finding('ok', `${url.origin} answers ${status} to an anonymous visitor`)
      : finding(
          'fail',
          `${url.origin} answers ${status}`,
          'is the wiki up at its origin? see its access log',
        ),
  ];
}
