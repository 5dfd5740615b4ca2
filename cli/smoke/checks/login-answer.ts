// Checks the login hook's answer against the contract.

import { createHash } from 'node:crypto';
import { headerValues } from '../../http/http-request.ts';
import { type Check, must } from '../check.ts';
import type { Target } from '../target.ts';

export const LOGIN_CHECK_ID = 'login';

const DAY_SECONDS = 86_400;
/** Allows for two clocks set by NTP, and a slow network. */
const CLOCK_SLACK_SECONDS = 30;

interface LoginBody {
  cookie: Record<string, unknown>;
  set_cookie: unknown;
  member: unknown;
  issued_at: unknown;
  expires_at: unknown;
}

export const loginAnswer: Check = {
  id: LOGIN_CHECK_ID,
  title: 'Login: the answer is the contract, to the letter',
  proves:
    'The site can sign hooks, the bridge can read its secret and reach its store, and the cookie is one that browsers keep.',
  async run({ target, site }) {
    const { answer, cookieName, cookieValue } = await site.login();
    const body = JSON.parse(answer.body) as LoginBody;
    const { cookie } = body;
    must(
      sameKeys(body, ['cookie', 'expires_at', 'issued_at', 'member', 'set_cookie']),
      `expected cookie, expires_at, issued_at, member and set_cookie, got ${Object.keys(body)}`,
    );
    must(
      mediaType(headerValues(answer, 'content-type')) === 'application/json',
      'expected application/json, got another media type',
    );
    must(headerValues(answer, 'cache-control').join() === 'no-store', 'it lacks Cache-Control: no-store');

    const lines = headerValues(answer, 'set-cookie');
    must(lines.length === 1, `expected 1 Set-Cookie line, got ${lines.length}`);
    must(lines[0] === body.set_cookie, 'the Set-Cookie header and set_cookie differ');
    must(lines[0] === expectedLine(cookie), 'Set-Cookie and the cookie object differ');
    must(cookie.name === cookieName && cookie.value === cookieValue, 'cookie object and header differ');
    must(
      cookie.secure === true &&
        cookie.http_only === true &&
        cookie.same_site === 'Lax' &&
        cookie.path === '/',
      'a cookie attribute is missing',
    );
    must(
      /^[^#]+#[^#]*#[0-9a-f]{64}$/.test(cookieValue),
      'expected a cookie username#email#key, got another shape',
    );
    must(body.member === sha256(cookieValue), "member is not the value's SHA-256");
    must(reaches(cookie.domain, target), `the cookie's domain ${cookie.domain} does not cover the wiki`);

    const ageSeconds = (Date.parse(String(body.expires_at)) - Date.now()) / 1000;
    const off = Math.abs(Number(cookie.max_age) - DAY_SECONDS - ageSeconds);
    must(off <= CLOCK_SLACK_SECONDS, `expires_at and max_age are ${Math.round(off)} s apart`);
    const issuedOff = Math.abs(Number(body.issued_at) - Date.now() / 1000);
    must(
      issuedOff <= CLOCK_SLACK_SECONDS,
      `issued_at is ${Math.round(issuedOff)} s from this machine's clock`,
    );
    return `a cookie for ${String(cookie.domain)}, valid for ${(ageSeconds / DAY_SECONDS).toFixed(1)} days`;
  },
};

function expectedLine({ name, value, domain, max_age }: Record<string, unknown>): string {
  return `${name}=${value}; Domain=${domain}; Path=/; Max-Age=${max_age}; Secure; HttpOnly; SameSite=Lax`;
}

function reaches(domain: unknown, { wikiUrl, isLocal }: Target): boolean {
  const host = wikiUrl.hostname.toLowerCase();
  // An IP address has no domain.
  if (isLocal && /^[\d.]+$/.test(host)) return true;
  return typeof domain === 'string' && domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function sameKeys(object: object, keys: readonly string[]): boolean {
  return Object.keys(object).sort().join() === keys.join();
}

function mediaType(values: readonly string[]): string {
  return values.join().split(';')[0]?.trim().toLowerCase() ?? '';
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
