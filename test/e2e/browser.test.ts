import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { screenshot, startBrowser } from './support/browser.ts';
import { ALICE } from './support/site.ts';
import { endpoints } from './support/system-under-test.ts';
import { Visitor } from './support/visitor.ts';
import { history, whoIs } from './support/wiki.ts';

const { cookieName, demoPassword, siteUrl, wikiUrl } = endpoints;
const TITLE = 'Grüße aus Wien';
const TIME_LIMIT_MS = 60_000;

let browser: Browser;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
}, TIME_LIMIT_MS);
afterAll(() => browser?.close());
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
});
afterEach(() => context.close());

/** The name in the wiki's header, or `undefined`. */
async function nameShown(): Promise<string | undefined> {
  const user = page.locator('a[rel=nofollow]:has(i.fa-user) span').first();
  return (await user.count()) === 0 ? undefined : ((await user.textContent()) ?? '').trim();
}

describe('in Chromium', () => {
  test(
    'log in at the site, edit the wiki as oneself, log out, be anonymous',
    async () => {
      await page.goto(siteUrl);
      await page.click('#login');
      await page.fill('input[name=username]', ALICE);
      await page.fill('input[name=password]', demoPassword);
      await page.click('form button');
      expect(await page.textContent('#username')).toBe(ALICE);
      await screenshot(page, 'site-logged-in');

      await page.goto(`${wikiUrl}/${encodeURIComponent(TITLE)}`);
      expect(await nameShown()).toBe(ALICE);
      await editPage(`Servus! ${ALICE} war hier.`);
      expect(await nameShown()).toBe(ALICE);
      expect(await page.textContent('body')).toContain('Servus!');
      expect(decodeURIComponent(new URL(page.url()).pathname)).toBe(`/${TITLE}`);
      await screenshot(page, 'wiki-logged-in');
      expect(await history(new Visitor(), TITLE)).toMatch(new RegExp(`\\b${ALICE}\\b`));

      const saved = (await context.cookies()).find(({ name }) => name === cookieName);
      await page.goto(siteUrl);
      await page.click('#logout button');
      await page.goto(`${wikiUrl}/${encodeURIComponent(TITLE)}`);
      expect(await page.textContent('body')).toContain('Servus!');
      expect(await nameShown()).toBeUndefined();
      await screenshot(page, 'wiki-logged-out');

      const cookie = `${cookieName}=${saved?.value}`;
      expect(await whoIs(new Visitor(), { cookie })).toBeUndefined();
    },
    TIME_LIMIT_MS,
  );

  test(
    'the Login of the wiki leads to the site and back to the very page',
    async () => {
      await page.goto(`${wikiUrl}/Home?do=show`);
      await page.locator('a[href*="wiki-sso/enter"]').first().click();
      await page.fill('input[name=username]', ALICE);
      await page.fill('input[name=password]', demoPassword);
      await page.click('form button');
      await page.waitForURL(`${wikiUrl}/Home**`);
      expect(await nameShown()).toBe(ALICE);
    },
    TIME_LIMIT_MS,
  );
});

/** Creates or changes the page that is shown, by the links and buttons that a person would use. */
async function editPage(text: string): Promise<void> {
  if ((await page.locator('textarea[name=content_form_data_text]').count()) === 0) {
    await page.goto(
      `${wikiUrl}/+modify/${encodeURIComponent(TITLE)}?itemtype=default&contenttype=${encodeURIComponent('text/x.moin.wiki;charset=utf-8')}&template=`,
    );
  }
  await page.fill('textarea[name=content_form_data_text]', text);
  await page
    .locator('#moin-save-text-button, input[type=submit][value=OK], button[type=submit]:has-text("OK")')
    .first()
    .click();
  await page.waitForURL((url) => !url.pathname.startsWith('/+modify'));
}
