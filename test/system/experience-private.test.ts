import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { screenshot, startBrowser } from './support/browser.ts';
import {
  createWikiPage,
  fillInLogin,
  logOutAtSite,
  nameInWiki,
  openWikiPage,
} from './support/browser-steps.ts';
import { PrivateWiki } from './support/private-wiki.ts';
import { ALICE } from './support/site.ts';
import { endpoints } from './support/system-under-test.ts';

const { siteUrl, wikiUrl } = endpoints;
const TEST_LIMIT_MS = 90_000;
const STEP_LIMIT_MS = 15_000;

let wiki: PrivateWiki;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  wiki = await PrivateWiki.start();
  browser = await startBrowser(wiki.browserArgs);
  page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  page.setDefaultTimeout(STEP_LIMIT_MS);
}, TEST_LIMIT_MS);
afterAll(async () => {
  await browser?.close();
  await wiki?.stop();
});

const ADDRESS = `${wikiUrl}/+history/Gr%C3%BC%C3%9Fe%20&%20K%C3%BCsse?results_per_page=5&q=a+b%20c&q=%25`;

test(
  'a private wiki sends to the login and back to the very page, with its query; after the logout to the login again',
  async () => {
    await page.goto(`${wikiUrl}/Home`);
    expect(new URL(page.url()).origin).toBe(siteUrl);
    await screenshot(page, 'private-wiki-login');
    await fillInLogin(page, ALICE);
    await page.waitForURL(`${wikiUrl}/Home`);
    expect(await nameInWiki(page)).toBe(ALICE);
    await openWikiPage(page, 'Grüße & Küsse');
    await createWikiPage(page, 'Not for everyone.');

    await logOutAtSite(page);
    for (const address of [`${wikiUrl}/Home`, `${wikiUrl}/+index`, `${wikiUrl}/+search?q=x`, ADDRESS]) {
      await page.goto(address);
      expect(new URL(page.url()).origin).toBe(siteUrl);
      expect(await page.textContent('body')).not.toContain('Not for everyone.');
    }
    // From the last of them, one login leads back to it.
    await fillInLogin(page, ALICE);
    await page.waitForURL(`${wikiUrl}/+history/**`);
    expect(page.url()).toBe(ADDRESS);
    expect(await nameInWiki(page)).toBe(ALICE);
    await screenshot(page, 'private-wiki-back-at-the-page');
  },
  TEST_LIMIT_MS,
);
