import { cookieValues } from '../../functions/shared/cookie/cookie-header.ts';
import { ExitCode, SetupError } from '../cli-error.ts';
import { askAuthorizer } from '../deployment/ask-authorizer.ts';
import { type Deployment, wikiOf } from '../deployment/deployment.ts';
import type { Report } from '../report.ts';
import { facts } from '../terminal/layout.ts';
import { escapeHidden, quoted, spelledOut } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

const REASONS: Readonly<Record<string, string>> = {
  'dead-cookie': 'logged out, revoked, too old, or never ours',
  'no-cookie': 'that is no cookie',
  'conflicting-cookies': 'live cookies of different users',
  'store-unreachable': 'the store or the assertion key is out of reach: see the runbook, Store unreachable',
};

/** Whose a cookie is. It is read from where nobody sees it, and nothing that opens anything is printed. */
export async function whois(
  deployment: Deployment,
  terminal: Terminal,
  { host }: { host: string | undefined },
): Promise<Report> {
  const wiki = wikiOf(deployment, host);
  const text = await terminal.readSecretLine(`Cookie ${deployment.cookieName} (not shown): `);
  const value = readCookie(text, deployment.cookieName);
  const visitor = await askAuthorizer(deployment, wiki, value);
  const json = { stack: deployment.stackName, wiki: wiki.url.host };
  if (!visitor.isLive) {
    const { reason } = visitor;
    return {
      exitCode: ExitCode.failed,
      json: { ...json, live: false, reason },
      text: `nobody: ${escapeHidden(reason)} (${REASONS[reason] ?? 'see docs/contracts.md'})\n`,
    };
  }
  const { username, email, sid } = visitor;
  return {
    exitCode: ExitCode.ok,
    json: { ...json, live: true, username, email: email === '' ? null : email, sid },
    // What the site's users choose comes last, a line each.
    text: facts([
      ['wiki', wiki.url.host],
      ['session', quoted(sid)],
      ['user', spelledOut(username)],
      ['email', email === '' ? 'none' : spelledOut(email)],
    ]),
  };
}

/** The cookie's value in what was pasted: the value alone, `name=value`, or a whole Cookie header. @throws {SetupError} */
export function readCookie(text: string, cookieName: string): string {
  const line = text.replace(/^cookie:\s*/i, '');
  const [named] = cookieValues([line], cookieName);
  if (named !== undefined) return named;
  if (line === '') throw new SetupError('no cookie came');
  if (/[\s;,]/.test(line)) throw new SetupError(`there is no cookie ${cookieName} in it`);
  return line;
}
