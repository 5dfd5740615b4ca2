// `wiki-sso whois`: shows the user of a cookie.

import { cookieValues } from '../../functions/shared/cookie/cookie-header.ts';
import { ExitCode, SetupError } from '../cli-error.ts';
import { askAuthorizer } from '../deployment/ask-authorizer.ts';
import { type Deployment, wikiOf } from '../deployment/deployment.ts';
import type { Report } from '../report.ts';
import { facts } from '../terminal/layout.ts';
import { escapeHidden, quoted, spelledOut } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

const REASONS: Readonly<Record<string, string>> = {
  'dead-cookie': 'logged out, revoked, too old, or never issued',
  'no-cookie': 'not a cookie of the bridge',
  'conflicting-cookies': 'live cookies of different users',
  'store-unreachable': 'the store cannot be reached: see the runbook, Store unreachable',
  'secret-unavailable': 'the authorizer cannot read a secret: see the runbook, Store unreachable',
};

/** Asks the authorizer for the user of a cookie. The cookie is read without echo, and no cookie or key is printed. */
export async function whois(
  deployment: Deployment,
  terminal: Terminal,
  { host }: { host: string | undefined },
): Promise<Report> {
  const wiki = wikiOf(deployment, host);
  const text = await terminal.readSecretLine(`Cookie ${deployment.cookieName} (not shown): `);
  const value = readCookie(text, deployment.cookieName);
  const answer = await askAuthorizer(deployment, wiki, value);
  const json = { stack: deployment.stackName, wiki: wiki.url.host };
  if (!answer.isLive) {
    const { reason } = answer;
    return {
      exitCode: ExitCode.failed,
      json: { ...json, live: false, reason },
      text: `anonymous: ${escapeHidden(reason)} (${REASONS[reason] ?? 'see docs/contracts.md'})\n`,
    };
  }
  const { username, email, sid } = answer;
  return {
    exitCode: ExitCode.ok,
    json: { ...json, live: true, username, email: email === '' ? null : email, sid },
    // Values that users of the site choose come last, one a line.
    text: facts([
      ['wiki', wiki.url.host],
      ['session', quoted(sid)],
      ['user', spelledOut(username)],
      ['email', email === '' ? 'none' : spelledOut(email)],
    ]),
  };
}

/**
 * Finds the cookie's value in pasted text: the value alone, `name=value`, or a whole Cookie header.
 * @throws {SetupError}
 */
export function readCookie(text: string, cookieName: string): string {
  const line = text.replace(/^cookie:\s*/i, '');
  const [named] = cookieValues([line], cookieName);
  if (named !== undefined) return named;
  if (line === '') throw new SetupError('expected a cookie, got nothing');
  if (/[\s;,]/.test(line)) throw new SetupError(`expected the cookie ${cookieName}, got a text without it`);
  return line;
}
