import type { DeployedWiki, Deployment } from '../deployment/deployment.ts';
import { logOutUnknownSession, readHookKey, siteOf } from '../deployment/hooks.ts';
import { sendRequest } from '../http/http-request.ts';
import { describeHookAnswer } from '../site/hook-error.ts';
import { type Finding, findingsOn } from './finding.ts';

const LIMIT_MS = 15_000;

/** Whether the hooks take what is signed with the stored secret, and nothing that is not. */
export async function lookAtHooks(deployment: Deployment): Promise<Finding[]> {
  const finding = findingsOn('hooks');
  const site = siteOf(deployment, await readHookKey(deployment.aws, deployment.hookSecretArn));
  const unsigned = await site.sendUnsigned('login', '', []);
  if (unsigned.status !== 401)
    return [
      finding(
        'fail',
        `${deployment.hooksUrl.href}: an unsigned hook was answered ${unsigned.status}, not 401`,
        'is another service there? deploy again',
      ),
    ];
  const signed = await logOutUnknownSession(site);
  const url = deployment.hooksUrl.href;
  return [
    signed.status === 200
      ? finding('ok', `${url}: unsigned refused, signed taken`)
      : finding(
          'fail',
          `${url}: a signed hook was answered ${describeHookAnswer(signed)}`,
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
      ? finding('ok', `${url.origin} answers ${status} to a stranger`)
      : finding(
          'fail',
          `${url.origin} answers ${status}`,
          'is the wiki up where origin leads? see its access log',
        ),
  ];
}
