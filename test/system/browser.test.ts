import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { screenshot, startBrowser } from './support/browser.ts';
import {
  changeWikiPage,
  createWikiPage,
  fillInLogin,
  logInAtSite,
  logOutAtSite,
  nameInWiki,
  openWikiPage,
} from './support/browser-steps.ts';
import { ALICE, BOB } from './support/site.ts';
import { endpoints } from './support/system-under-test.ts';
import { Visitor } from './support/visitor.ts';
import { history, whoIs } from './support/wiki.ts';

const { cookieName, wikiUrl } = endpoints;
const TITLE = 'Grüße aus Wien';
const TEST_LIMIT_MS = 60_000;
const STEP_LIMIT_MS = 15_000;

let browser: Browser;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
}, TEST_LIMIT_MS);
afterAll(() => browser?.close());
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(STEP_LIMIT_MS);
});
afterEach(() => context.close());

describe('in Chromium', () => {
  test(
    'log in at the site, write in the wiki under the own name, log out, be anonymous',
    async () => {
      await logInAtSite(page, ALICE);
      expect(await page.textContent('#username')).toBe(ALICE);
      await screenshot(page, 'site-logged-in');

      await openWikiPage(page, TITLE);
      expect(await nameInWiki(page)).toBe(ALICE);
      await createWikiPage(page, 'Servus!');
      await changeWikiPage(page, `= ${TITLE} =\n\nServus! Küss die Hand!`);
      expect(decodeURIComponent(new URL(page.url()).pathname)).toBe(`/${TITLE}`);
      expect(await nameInWiki(page)).toBe(ALICE);
      expect(await page.textContent('body')).toContain('Küss die Hand!');
      await screenshot(page, 'wiki-logged-in');
      expect(await history(new Visitor(), TITLE)).toMatch(new RegExp(`\\b${ALICE}\\b.*\\b${ALICE}\\b`));

      const saved = (await context.cookies()).find(({ name }) => name === cookieName);
      expect(saved).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' });
      await logOutAtSite(page);
      await screenshot(page, 'site-logged-out');
      await openWikiPage(page, TITLE);
      expect(await page.textContent('body')).toContain('Küss die Hand!');
      expect(await nameInWiki(page)).toBeUndefined();
      await screenshot(page, 'wiki-logged-out');

      const cookie = `${cookieName}=${saved?.value}`;
      expect(await whoIs(new Visitor(), { cookie })).toBeUndefined();
    },
    TEST_LIMIT_MS,
  );

  test(
    'the Login of the wiki leads to the site and back to the very page',
    async () => {
      await page.goto(`${wikiUrl}/Home?do=show`);
      await page.getByRole('link', { name: 'Login', exact: true }).click();
      await screenshot(page, 'site-login');
      await fillInLogin(page, ALICE);
      await page.waitForURL(`${wikiUrl}/Home**`);
      expect(await nameInWiki(page)).toBe(ALICE);
    },
    TEST_LIMIT_MS,
  );

  test(
    'one user after another in the same browser',
    async () => {
      for (const name of [ALICE, BOB]) {
        await logInAtSite(page, name);
        await openWikiPage(page, 'Home');
        expect(await nameInWiki(page)).toBe(name);
        await logOutAtSite(page);
        await openWikiPage(page, 'Home');
        expect(await nameInWiki(page)).toBeUndefined();
      }
    },
    TEST_LIMIT_MS,
  );
});
