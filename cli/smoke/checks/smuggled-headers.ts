// Checks that headers such as X-Forwarded-Uri change nothing.

import type { HeaderLine, HttpAnswer } from '../../http/http-request.ts';
import type { Login } from '../../site/site.ts';
import { type Check, type CheckContext, forEachCase, must } from '../check.ts';
import { mustBeAnonymous, mustShowUser } from '../wiki-view.ts';

/** Appears in a page if the wiki builds links, redirects or paths from a header. */
const MARK = 'smoke-smuggled';

const HEADERS: HeaderLine[] = [
  ['X-Forwarded-Uri', `/${MARK}`],
  ['X-Original-URL', `/${MARK}`],
  ['X-Original-URI', `/${MARK}`],
  ['X-Rewrite-URL', `/${MARK}`],
  ['X-Forwarded-Path', `/${MARK}`],
  ['X-Forwarded-Prefix', `/${MARK}`],
  ['X-Forwarded-Host', `${MARK}.example`],
  ['X-Forwarded-Server', `${MARK}.example`],
  ['X-Host', `${MARK}.example`],
  ['X_Forwarded_Host', `${MARK}.example`],
  ['Forwarded', `host=${MARK}.example;proto=https`],
  ['X-Script-Name', `/${MARK}`],
  ['X-Forwarded-User', MARK],
  ['X-Auth-Request-User', MARK],
  ['Authorization', `Bearer ${MARK}`],
  ['X-HTTP-Method-Override', 'DELETE'],
];

export const smuggledHeaders: Check = {
  id: 'smuggled-headers',
  title: 'Wiki: X-Forwarded-Uri and its kin change nothing',
  proves:
    'Neither the authorizer nor the wiki takes a host, a path or a user from a client header (CVE-2026-40575).',
  async run(context) {
    const { site, target } = context;
    const login = await site.login();
    const plain = await titles(context, login);
    const count = await forEachCase(HEADERS, async (line) => {
      const [name] = line;
      const [own, anonymous] = await open(context, login, [line]);
      mustShowUser(own, target, name);
      mustBeAnonymous(anonymous, target, name);
      for (const page of [own, anonymous]) {
        must(!mentions(page), `${name}: expected a page without its value, got one with it`);
      }
      must(
        title(own) === plain.own && title(anonymous) === plain.anonymous,
        `${name}: expected the same page, got another`,
      );
    });
    return `the same pages, ${count} of ${count} headers`;
  },
};

async function titles(context: CheckContext, login: Login) {
  const [own, anonymous] = await open(context, login, []);
  return { own: title(own), anonymous: title(anonymous) };
}

function open(
  { browser }: CheckContext,
  login: Login,
  headers: readonly HeaderLine[],
): Promise<[HttpAnswer, HttpAnswer]> {
  return Promise.all([browser.openEcho({ as: login, headers }), browser.openEcho({ headers })]);
}

function mentions({ body, headers }: HttpAnswer): boolean {
  return body.includes(MARK) || headers.some(([, value]) => value.includes(MARK));
}

function title({ body, status }: HttpAnswer): string {
  return `${status} ${/<title>[^<]*/i.exec(body)?.[0] ?? ''}`;
}
