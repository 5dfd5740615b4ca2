// Checks page titles with special characters, and other spellings of the host.

import { type Check, forEachCase, must, NotApplicableError } from '../check.ts';
import { describe, isRefusedByGateway, mustBeRefused, showsUser, visibleText } from '../wiki-view.ts';

const PLAIN_TITLE = 'WikiSsoSmokeNoSuchPage';

/** Titles that a gateway could decode, encode twice or truncate. */
const TITLES = [
  'q?x',
  'h#x',
  '100%',
  '%41',
  'a+b',
  'a b',
  'a;b',
  'a&b',
  "it's",
  'Žluťoučký kůň',
  '李 🐎',
  '? # % + ü',
];

export const pathTitles: Check = {
  id: 'path-titles',
  title: 'Wiki: titles with ? # % + space and umlauts arrive intact',
  proves: 'API Gateway forwards an encoded path as the browser sent it.',
  async run({ site, browser, target }) {
    const login = await site.login();
    const showsTitle = async (title: string) => {
      const page = await browser.open(target.titlePrefix + encodeURIComponent(title), { as: login });
      must(!isRefusedByGateway(page) && page.status < 500, `${JSON.stringify(title)}: ${describe(page)}`);
      return visibleText(page.body).normalize('NFC').includes(title);
    };
    if (!(await showsTitle(PLAIN_TITLE)))
      throw new NotApplicableError(
        `the wiki does not show the title of a missing page at ${target.titlePrefix}…`,
      );
    const count = await forEachCase(TITLES, async (end) => {
      const title = `${PLAIN_TITLE} ${end}`;
      must(await showsTitle(title), `${JSON.stringify(end)}: expected the title in the page, got another`);
    });
    return `${count} of ${count} titles`;
  },
};

export const hostSpellings: Check = {
  id: 'host-spellings',
  title: 'Wiki: the host in capitals or with a dot is the same wiki',
  proves: 'The rules depend on the API, not on a header that the client sends (CVE-2026-48794).',
  async run({ site, browser, target }) {
    const login = await site.login();
    const { hostname, port } = target.wikiUrl;
    const suffix = port ? `:${port}` : '';
    for (const name of [hostname.toUpperCase(), `${hostname}.`]) {
      const host = ['Host', `${name}${suffix}`] as const;
      const own = await browser.send('GET', target.echoPath, { as: login, headers: [host] });
      // A refusal is safe too.
      must(own.status < 500, `${name}: ${describe(own)}`);
      const forged = await browser.send('GET', target.echoPath, {
        headers: [host, ['X-Remote-User', 'admin']],
      });
      if (forged.status !== 404) mustBeRefused(forged, `a forged header at ${name}`);
      const anonymous = await browser.send('GET', target.echoPath, { headers: [host] });
      must(!showsUser(anonymous, target), `${name}: expected an anonymous page, got one that shows the user`);
    }
    return 'the same refusals';
  },
};
