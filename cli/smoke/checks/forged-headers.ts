// Checks that an identity header from outside is refused.

import type { HeaderLine } from '../../http/http-request.ts';
import type { Login } from '../../site/site.ts';
import type { Check } from '../check.ts';
import { forEachCase } from '../check.ts';
import { mustBeRefused } from '../wiki-view.ts';

const IDENTITY_HEADERS = ['X-Remote-User', 'X-Remote-Email', 'X-Wiki-Identity'];

/** Spellings that some back ends turn into the same variable. */
const SPELLINGS: ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toLowerCase(),
  (name) => name.toUpperCase(),
  (name) => name.replaceAll('-', '_'),
  (name) => name.replaceAll('-', '.'),
  (name) => name.replace('-', '_'),
  (name) => name.replaceAll('-', '_').toLowerCase(),
  (name) => name.replaceAll('-', '--'),
  (name) => name.replaceAll('-', ''),
  (name) => name.replaceAll('-', '~'),
  (name) => `${name}_`,
];

const names = IDENTITY_HEADERS.flatMap((name) => SPELLINGS.map((spell) => spell(name)));

export const forgedHeaders: Check = {
  id: 'forged-headers',
  title: 'Wiki: an identity header from outside is refused',
  proves:
    'No visitor can claim a name, logged in or not, in any spelling (CVE-2025-64484, CVE-2026-88011, oauth2-proxy 1065).',
  async run({ site, browser, target }) {
    const login = await site.login();
    const cases = names.flatMap((name): Forgery[] => [
      { what: `${name}, no cookie`, headers: [[name, 'admin']] },
      { what: `${name}, live cookie`, headers: [[name, 'admin']], as: login },
    ]);
    for (const name of IDENTITY_HEADERS) {
      cases.push({ what: `empty ${name}`, headers: [[name, '']] });
      cases.push({
        what: `${name} twice`,
        headers: [
          [name, ''],
          [name.toLowerCase(), 'admin'],
        ],
        as: login,
      });
      cases.push({
        what: `${name} named in Connection`,
        headers: [
          ['Connection', name],
          [name, 'admin'],
        ],
      });
    }
    const count = await forEachCase(cases, async ({ what, headers, as }) => {
      const answer = await browser.send('GET', target.echoPath, { headers, ...(as && { as }) });
      mustBeRefused(answer, what);
    });
    return `403 from the gateway, ${count} of ${count} spellings`;
  },
};

interface Forgery {
  readonly what: string;
  readonly headers: readonly HeaderLine[];
  readonly as?: Login;
}
