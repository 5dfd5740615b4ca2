import { randomBytes } from 'node:crypto';
import { headerValues, sendRequest } from '../../smoke/http/http-request.ts';
import { readHookKey } from '../aws/hook-key.ts';
import type { DeployedWiki, Deployment } from '../deployment/deployment.ts';
import { hookAnswer, siteOf } from '../deployment/hooks.ts';
import { type Finding, findingsOn } from './finding.ts';

const LIMIT_MS = 15_000;
/** The hooks take signatures up to 300 s from their clock. */
const FAR_OFF_SECONDS = 240;
const OFF_SECONDS = 30;

/** Whether the hooks take what is signed with the stored secret, and nothing that is not; and by their Date, the clock. */
export async function lookAtHooks(deployment: Deployment): Promise<Finding[]> {
  const finding = findingsOn('hooks');
  const site = siteOf(deployment, await readHookKey(deployment.aws, deployment.hookSecretArn));
  const unsigned = await site.sendUnsigned('login', '', []);
  const clock = judgeClock(headerValues(unsigned, 'date')[0], Date.now());
  if (unsigned.status !== 401)
    return [
      finding(
        'fail',
        `${deployment.hooksUrl.href}: an unsigned hook was answered ${unsigned.status}, not 401`,
        'is another service there? deploy again',
      ),
      clock,
    ];
  // The logout of a session that nobody has changes nothing.
  const signed = await site.send('logout', { member: randomBytes(32).toString('hex') });
  const url = deployment.hooksUrl.href;
  return [
    signed.status === 200
      ? finding('ok', `${url}: unsigned refused, signed taken`)
      : finding(
          'fail',
          `${url}: a signed hook was answered ${hookAnswer(signed)}`,
          'docs/operator-runbook.md#hook-failures',
        ),
    clock,
  ];
}

/** @param date of an answer @param nowMs epoch milliseconds */
export function judgeClock(date: string | undefined, nowMs: number): Finding {
  const finding = findingsOn('clock');
  const seconds = Math.round((nowMs - Date.parse(date ?? '')) / 1000);
  if (Number.isNaN(seconds)) return finding('n/a', 'the hooks do not tell the time');
  const off = Math.abs(seconds);
  const seen = `${off} s ${seconds < 0 ? 'behind' : 'ahead of'} the hooks'`;
  if (off > FAR_OFF_SECONDS) return finding('fail', seen, 'set this clock: no signature made here counts');
  return off > OFF_SECONDS
    ? finding('warn', seen, 'set this clock')
    : finding('ok', off < 2 ? "with the hooks'" : seen);
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
