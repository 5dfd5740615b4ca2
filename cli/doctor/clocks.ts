// Doctor: the clocks of this machine and of the site, compared with that of the hooks.

import type { Deployment } from '../deployment/deployment.ts';
import { type HttpAnswer, headerValues, sendRequest } from '../http/http-request.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('clock');
const LIMIT_MS = 15_000;
/** The hooks accept signatures up to 300 s from their clock. */
const FAR_OFF_SECONDS = 240;
const OFF_SECONDS = 30;

/** Compares this machine's clock, and the site's if its address is known, with that of the hooks. */
export async function lookAtClocks({ hooksUrl, site }: Deployment, siteUrl = site?.url): Promise<Finding[]> {
  const ahead = await secondsAhead(hooksUrl);
  const here = judgeClock("this machine's", ahead === undefined ? undefined : -ahead);
  if (siteUrl === undefined)
    return [here, finding('n/a', "the site's: --site URL compares it with the hooks'")];
  const siteAhead = await secondsAhead(siteUrl);
  const difference = ahead === undefined || siteAhead === undefined ? undefined : siteAhead - ahead;
  return [here, judgeClock(`${siteUrl.host}'s`, difference)];
}

/**
 * How many seconds the clock behind an address is ahead of this machine's, by the Date of any answer: the gateway's for
 * the hooks; for a site that of the first server, such as a cache.
 */
async function secondsAhead(url: URL): Promise<number | undefined> {
  const started = Date.now();
  const answer = await sendRequest({ method: 'GET', url, timeoutMs: LIMIT_MS });
  const seconds = (dateOf(answer) - (started + Date.now()) / 2) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** Epoch milliseconds. A Date has whole seconds, so half a second is added on average. */
function dateOf(answer: HttpAnswer): number {
  return Date.parse(headerValues(answer, 'date')[0] ?? '') + 500;
}

/** @param ahead of the hooks' clock, seconds; undefined if one of the two sends no Date */
export function judgeClock(whose: string, ahead: number | undefined): Finding {
  if (ahead === undefined) return finding('n/a', `${whose}: no Date to compare with the hooks'`);
  const seconds = Math.round(ahead);
  const off = Math.abs(seconds);
  const seen = `${whose} is ${off} s ${seconds < 0 ? 'behind' : 'ahead of'} the hooks'`;
  if (off > FAR_OFF_SECONDS)
    return finding('fail', seen, 'set it: the hooks refuse signatures more than 5 minutes from their clock');
  return off > OFF_SECONDS
    ? finding('warn', seen, 'set it')
    : finding('ok', off < 3 ? `${whose} agrees with the hooks'` : seen);
}
