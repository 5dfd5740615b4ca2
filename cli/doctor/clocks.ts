// Doctor: the clocks of this machine, of the site and of each wiki, compared with that of the hooks.

import type { Deployment } from '../deployment/deployment.ts';
import { type HttpAnswer, headerValues, sendRequest } from '../http/http-request.ts';
import { NoAnswerError } from '../http/no-answer-error.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('clock');
const LIMIT_MS = 15_000;
/** The hooks accept signatures up to 300 s from their clock. */
const FAR_OFF_SECONDS = 240;
const OFF_SECONDS = 30;
/** Verifiers allow 30 s for clocks; an assertion is good for 60 s. */
const WIKI_BEHIND_SECONDS = 30;
const WIKI_AHEAD_SECONDS = 90;
const WIKI_OFF_SECONDS = 15;
const REMAPPED_DATE = 'x-amzn-remapped-date';

/** Addresses that answer with the clock of a server behind a cache or a gateway; each is optional. */
export interface ClockAddresses {
  readonly site?: URL | undefined;
  /** The first wiki's origin. */
  readonly wikiOrigin?: URL | undefined;
}

/** This machine's clock, the site's where its address is known, and each wiki's, against that of the hooks. */
export async function lookAtClocks(
  { hooksUrl, site, wikis }: Deployment,
  addresses: ClockAddresses = {},
): Promise<Finding[]> {
  const { date: ahead } = await askTime(hooksUrl);
  const here = judgeClock("this machine's", ahead === undefined ? undefined : -ahead);
  const siteUrl = addresses.site ?? site?.url;
  const ofWikis = wikis.map(({ url }, index) =>
    lookAtWiki(url, index === 0 ? addresses.wikiOrigin : undefined, ahead),
  );
  return [here, await lookAtSite(siteUrl, ahead), ...(await Promise.all(ofWikis))];
}

async function lookAtSite(url: URL | undefined, hooksAhead: number | undefined): Promise<Finding> {
  if (url === undefined) return finding('n/a', "the site's: --site URL compares it with the hooks'");
  const { date } = await askTime(url);
  return judgeClock(`${url.host}'s`, difference(date, hooksAhead));
}

async function lookAtWiki(
  url: URL,
  origin: URL | undefined,
  hooksAhead: number | undefined,
): Promise<Finding> {
  // That it does not answer is another finding's.
  const asked = await askTime(origin ?? url).catch((error: unknown) => {
    if (error instanceof NoAnswerError) return { date: undefined, byGateway: false };
    throw error;
  });
  const { date, byGateway } = asked;
  return byGateway
    ? finding('n/a', `${url.host}'s: the gateway answers by itself; --wiki-origin URL asks the wiki`)
    : judgeWikiClock(`${(origin ?? url).host}'s`, difference(date, hooksAhead));
}

function difference(ahead: number | undefined, hooksAhead: number | undefined): number | undefined {
  return ahead === undefined || hooksAhead === undefined ? undefined : ahead - hooksAhead;
}

/** What an answer shows of a clock. */
interface AskedTime {
  /** Seconds ahead of this machine's; undefined without a Date. */
  readonly date: number | undefined;
  /** Whether API Gateway answered and not what is behind it. */
  readonly byGateway: boolean;
}

/**
 * Reads the clock behind an address from the Date of any answer: the gateway's for the hooks, for a site whatever answers
 * first, such as a cache before it. A gateway that sets Date itself keeps the origin's under another name.
 */
async function askTime(url: URL): Promise<AskedTime> {
  const started = Date.now();
  const answer = await sendRequest({ method: 'GET', url, timeoutMs: LIMIT_MS });
  const seconds = (dateOf(answer) - (started + Date.now()) / 2) / 1000;
  return {
    date: Number.isNaN(seconds) ? undefined : seconds,
    byGateway: answer.status >= 400 && /^\{"message":"[^"]*"\}$/.test(answer.body),
  };
}

/** Epoch milliseconds. A Date has whole seconds, so half a second is added on average. */
function dateOf(answer: HttpAnswer): number {
  const [text = ''] = [...headerValues(answer, REMAPPED_DATE), ...headerValues(answer, 'date')];
  return Date.parse(text) + 500;
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

/** @param ahead of the hooks' clock, seconds; undefined when one of the two tells no time */
export function judgeWikiClock(whose: string, ahead: number | undefined): Finding {
  if (ahead === undefined || Math.abs(ahead) <= WIKI_OFF_SECONDS) return judgeClock(whose, ahead);
  const seconds = Math.round(ahead);
  const seen = `${whose} is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} the hooks'`;
  const refuses = seconds < -WIKI_BEHIND_SECONDS || seconds > WIKI_AHEAD_SECONDS;
  return refuses
    ? finding('fail', seen, 'set it: the wiki takes no assertion, and every visitor is anonymous')
    : finding('warn', seen, 'set it: the wiki allows 30 s for clocks');
}
