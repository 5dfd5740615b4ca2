import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { Page } from 'playwright-core';
import type { Endpoints } from '../../../local/endpoints.ts';

/** A page of the demo, in a state of its own. */
export interface DemoPage {
  readonly name: string;
  /** What of it is this project's, as a selector: the rest comes from Django or moin. */
  readonly ours: string | undefined;
  /** Goes there; the pages before it have been visited in their order. */
  readonly visit: (page: Page, endpoints: Endpoints) => Promise<unknown>;
}

const SITE = 'body';
const PANEL = '#wiki-was-told';

/** Every page that a visitor of the demo meets: first without a login, then with one. */
export const EVERY_PAGE: readonly DemoPage[] = [
  at('site-home', SITE, ({ siteUrl }) => siteUrl),
  at('site-login', SITE, ({ siteUrl }) => `${siteUrl}/login/`),
  {
    name: 'site-login-failed',
    ours: SITE,
    visit: (page) => fillIn(page, 'alice', 'wrong'),
  },
  at('site-404', SITE, ({ siteUrl }) => `${siteUrl}/no/such/page`),
  {
    name: 'site-403',
    ours: SITE,
    visit: async (page, { siteUrl }) => {
      await page.goto(`${siteUrl}/login/`);
      await page.context().clearCookies();
      await fillIn(page, 'alice', 'any');
    },
  },
  at('site-by-another-name', SITE, ({ siteUrl }) => `http://localhost:${new URL(siteUrl).port}/`),
  at('wiki-home', PANEL, ({ wikiUrl }) => `${wikiUrl}/Home`),
  at('wiki-by-another-name', SITE, ({ wikiUrl }) => `http://localhost:${new URL(wikiUrl).port}/`),
  at('wiki-private-refused', undefined, ({ wikis }) => `${wikis[1]?.url ?? wikis[0]?.url}/Home`),
  at('wiki-no-such-page', PANEL, ({ wikiUrl }) => `${wikiUrl}/NoSuchPage`),

  {
    name: 'site-home-logged-in',
    ours: SITE,
    visit: async (page, { siteUrl, demoUser, demoPassword }) => {
      await page.goto(`${siteUrl}/login/`);
      await fillIn(page, demoUser, demoPassword);
      await page.waitForSelector('#lesson');
    },
  },
  at('leave', SITE, ({ siteUrl, wikiUrl }) => `${siteUrl}/wiki-sso/leave?next=${wikiUrl}/Home`),
  at('sessions', SITE, ({ siteUrl }) => `${siteUrl}/wiki-sso/sessions`),
  at('wiki-home-logged-in', PANEL, ({ wikiUrl }) => `${wikiUrl}/Home`),
  at('wiki-private-logged-in', PANEL, ({ wikis }) => `${wikis[1]?.url ?? wikis[0]?.url}/Home`),
  // Of a page that no test saves: an editor that stays open locks its page for others.
  at('wiki-edit', PANEL, ({ wikiUrl }) => `${wikiUrl}/+modify/Home`),
  at('wiki-index', PANEL, ({ wikiUrl }) => `${wikiUrl}/+index/`),
  at('wiki-search', PANEL, ({ wikiUrl }) => `${wikiUrl}/+search?q=wiki`),
  // It takes the wiki cookie away.
  at('enter-failed', SITE, ({ siteUrl }) => `${siteUrl}/wiki-sso/enter`, whileStoreTakesNoWrites),
  {
    name: 'site-home-logged-out',
    ours: SITE,
    visit: async (page, { siteUrl }) => {
      await page.goto(siteUrl);
      await page.click('#logout button');
    },
  },
  {
    name: 'admin',
    ours: undefined,
    visit: async (page, { siteUrl, demoPassword }) => {
      await page.goto(`${siteUrl}/login/`);
      await fillIn(page, 'boss', demoPassword);
      await page.goto(`${siteUrl}/admin/wiki_sso/`);
    },
  },
  at('admin-logins', undefined, ({ siteUrl }) => `${siteUrl}/admin/wiki_sso/issuedcookie/`),
  at('admin-users', undefined, ({ siteUrl }) => `${siteUrl}/admin/auth/user/`),
];

function at(
  name: string,
  ours: string | undefined,
  urlOf: (endpoints: Endpoints) => string,
  during: typeof whileStoreTakesNoWrites = (_endpoints, visit) => visit(),
): DemoPage {
  return {
    ...{ name, ours },
    visit: (page, endpoints) => during(endpoints, () => page.goto(urlOf(endpoints))),
  };
}

async function fillIn(page: Page, username: string, password: string): Promise<void> {
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.click('form button');
}

/** The bridge answers logins with 503 meanwhile. */
async function whileStoreTakesNoWrites(
  { redisUrl }: Endpoints,
  visit: () => Promise<unknown>,
): Promise<unknown> {
  const store = new Redis(redisUrl);
  try {
    await store.client('PAUSE', 60_000, 'WRITE');
    return await visit();
  } finally {
    await store.client('UNPAUSE');
    store.disconnect();
  }
}

const FAULTS_SCRIPT = readFileSync(new URL('page-faults.js', import.meta.url), 'utf8');

/** What is wrong with the look of a page: too wide, out of the window, too faint. @param inside a selector */
export async function faultsOf(page: Page, inside: string): Promise<string[]> {
  const script = FAULTS_SCRIPT.replace(/^\/\/.*\n/, '')
    .trim()
    .replace(/;$/, '');
  return (await page.evaluate(`(${script})(${JSON.stringify({ inside })})`)) as string[];
}
