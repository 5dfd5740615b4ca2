import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { screenshot, startBrowser } from './support/browser.ts';
import { logInAtSite, logOutAtSite, nameInWiki, openWikiPage } from './support/browser-steps.ts';
import { callHook } from './support/hooks.ts';
import { ALICE, BOB } from './support/site.ts';
import { memberOf, StoreView } from './support/store.ts';
import { endpoints, turnStore } from './support/system-under-test.ts';
import { Visitor } from './support/visitor.ts';
import { history, pageUrl, viewPage, whoIs } from './support/wiki.ts';

const { cookieName, siteUrl, wikiUrl } = endpoints;
const TEST_LIMIT_MS = 60_000;
const STEP_LIMIT_MS = 15_000;
const DAY = 86_400;

let browser: Browser;
const opened: BrowserContext[] = [];
beforeAll(async () => {
  browser = await startBrowser();
}, TEST_LIMIT_MS);
afterAll(() => browser?.close());
afterEach(async () => {
  await turnStore('up');
  await Promise.all(opened.splice(0).map((context) => context.close()));
});

/** Another person's browser, or the same person's at another machine. */
async function newBrowser(): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  opened.push(context);
  return context;
}

async function wikiCookieOf(context: BrowserContext): Promise<string> {
  return (await context.cookies()).find(({ name }) => name === cookieName)?.value ?? '';
}

/** Opens the editor of a page that may be new, and types. */
async function type(page: Page, title: string, text: string): Promise<void> {
  const url = new URL(`/+modify/${encodeURIComponent(title)}`, wikiUrl);
  url.search = 'contenttype=text/x.moin.wiki;charset=utf-8&itemtype=default&template=';
  await page.goto(url.href);
  await page.fill(EDITOR, text);
}

/** Presses Save. The script of the wiki moves the button about, so it is not clicked by its place. */
async function pressSave(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.evaluate("document.querySelector('#moin-save-text-button').click()");
  await loaded;
}

const EDITOR = 'textarea[name=content_form_data_text]';

describe('logging out', () => {
  test(
    'in one tab makes the other anonymous at its next load, and its open editor refuses to save as nobody',
    async () => {
      const context = await newBrowser();
      const [wiki, site, editor] = [
        await context.newPage(),
        await context.newPage(),
        await context.newPage(),
      ];
      const title = `Two tabs`;
      await logInAtSite(site, ALICE);
      await openWikiPage(wiki, 'Home');
      expect(await nameInWiki(wiki)).toBe(ALICE);
      await type(editor, title, 'typed before the logout');

      await logOutAtSite(site);
      await wiki.reload();
      expect(await nameInWiki(wiki)).toBeUndefined();
      await pressSave(editor);
      expect(await editor.textContent('body')).toContain('You are no longer logged in');
      await screenshot(editor, 'wiki-logged-out-in-another-tab');
      expect((await viewPage(new Visitor(), title)).status).toBe(404);

      // As that page says: log in, in the tab that its link opens, go back, and save again.
      await logInAtSite(site, ALICE);
      await editor.goBack();
      expect(await editor.inputValue(EDITOR)).toBe('typed before the logout');
      await pressSave(editor);
      expect(await editor.textContent('body')).toContain('typed before the logout');
      expect(await history(new Visitor(), title)).toContain(ALICE);
    },
    TEST_LIMIT_MS,
  );

  test(
    'everywhere, by the admin of the site in another browser, makes the wiki anonymous at once',
    async () => {
      const [hers, admins] = [await newBrowser(), await newBrowser()];
      const [wiki, admin] = [await hers.newPage(), await admins.newPage()];
      await logInAtSite(wiki, ALICE);
      await openWikiPage(wiki, 'Home');
      expect(await nameInWiki(wiki)).toBe(ALICE);

      await logInAtSite(admin, 'boss');
      await admin.goto(`${siteUrl}/admin/auth/user/`);
      await admin
        .getByRole('row', { name: /\balice\b/ })
        .getByRole('checkbox')
        .check();
      await admin.selectOption('select[name=action]', { label: 'Log out of the wiki' });
      await screenshot(admin, 'site-admin-log-out-of-the-wiki');
      await admin.getByRole('button', { name: /^(Go|Run)$/ }).click();
      await admin.getByText('Logged out of the wiki: 1.').waitFor();

      await wiki.reload();
      expect(await nameInWiki(wiki)).toBeUndefined();
      // At the site she is still logged in, and may come back.
      await wiki.getByRole('link', { name: 'Login', exact: true }).click();
      await wiki.waitForURL(`${wikiUrl}/Home**`);
      expect(await nameInWiki(wiki)).toBe(ALICE);
    },
    TEST_LIMIT_MS,
  );

  test(
    'everywhere, by a hook with the username, ends every browser of that user and of nobody else',
    async () => {
      const contexts = [await newBrowser(), await newBrowser(), await newBrowser()];
      const pages = await Promise.all(contexts.map((context) => context.newPage()));
      const names = [ALICE, ALICE, BOB];
      for (const [i, page] of pages.entries()) {
        await logInAtSite(page, names[i] ?? '');
        await openWikiPage(page, 'Home');
        expect(await nameInWiki(page)).toBe(names[i]);
      }
      expect((await callHook('logout', { username: ALICE })).status).toBe(200);
      const after = [];
      for (const page of pages) {
        await page.reload();
        after.push(await nameInWiki(page));
      }
      expect(after).toEqual([undefined, undefined, BOB]);
    },
    TEST_LIMIT_MS,
  );
});

test(
  "two users' cookies at once make nobody, and nothing is saved; without the planted one all is well again",
  async () => {
    const context = await newBrowser();
    const page = await context.newPage();
    const title = `Two cookies`;
    await logInAtSite(page, ALICE);
    await type(page, title, 'by whom?');
    const { body } = await callHook('login', { username: 'mallory', email: '' });
    // A cookie of the wiki's very host stands before that of the parent domain in some browsers, after it in others.
    const { hostname } = new URL(wikiUrl);
    const planted = { name: cookieName, value: body.cookie.value, domain: hostname, path: '/' };
    await context.addCookies([{ ...planted, secure: true, httpOnly: true }]);
    await pressSave(page);
    expect(await page.textContent('body')).toContain('Forbidden');
    await openWikiPage(page, 'Home');
    expect(await nameInWiki(page)).toBeUndefined();
    expect((await viewPage(new Visitor(), title)).status).toBe(404);

    await context.clearCookies({ name: cookieName, domain: hostname });
    await page.reload();
    expect(await nameInWiki(page)).toBe(ALICE);
  },
  TEST_LIMIT_MS,
);

test(
  'a session that ages out in the middle of an edit: the save is refused, and after a login elsewhere Back and Save keep the text',
  async () => {
    const context = await newBrowser();
    const [page, other] = [await context.newPage(), await context.newPage()];
    const title = `A long edit`;
    const text = `It took me two weeks to write this.\n\nGrüße!`;
    await logInAtSite(page, ALICE);
    await type(page, title, text);

    const store = new StoreView();
    await store.add(memberOf(await wikiCookieOf(context)), Date.now() / 1000 - 14.1 * DAY);
    store.close();
    await pressSave(page);
    expect(await page.textContent('body')).toContain('Forbidden');
    await screenshot(page, 'wiki-save-refused');
    expect((await viewPage(new Visitor(), title)).status).toBe(404);

    await page.goBack();
    expect(await page.inputValue(EDITOR)).toBe(text);
    await openWikiPage(other, 'Home');
    expect(await nameInWiki(other)).toBeUndefined();
    await other.getByRole('link', { name: 'Login', exact: true }).click();
    await other.waitForURL(`${wikiUrl}/Home**`);
    expect(await nameInWiki(other)).toBe(ALICE);

    await pressSave(page);
    expect(new URL(page.url()).pathname).toBe(pageUrl(title).pathname);
    expect(await page.textContent('body')).toContain('Grüße!');
    expect(await history(new Visitor(), title)).toContain(ALICE);
    await screenshot(page, 'wiki-saved-after-all');
  },
  TEST_LIMIT_MS,
);

test(
  'with the bridge down a login works at the site, the wiki is anonymous, and the next login makes up for it',
  async () => {
    const context = await newBrowser();
    const page = await context.newPage();
    await turnStore('down');
    await logInAtSite(page, ALICE);
    expect(await page.textContent('#username')).toBe(ALICE);
    expect(await page.textContent('#wiki-status')).toContain('The wiki does not know you.');
    await screenshot(page, 'site-bridge-down');
    await openWikiPage(page, 'Home');
    expect(await nameInWiki(page)).toBeUndefined();
    await page.getByRole('link', { name: 'Login', exact: true }).click();
    expect(new URL(page.url()).host).toBe(new URL(siteUrl).host);
    await screenshot(page, 'site-wiki-unavailable');

    await turnStore('up');
    await logOutAtSite(page);
    await logInAtSite(page, ALICE);
    expect(await page.textContent('#wiki-status')).toContain('The wiki knows you.');
    await openWikiPage(page, 'Home');
    expect(await nameInWiki(page)).toBe(ALICE);
    expect(await whoIs(new Visitor(), { cookie: `${cookieName}=${await wikiCookieOf(context)}` })).toBe(
      ALICE,
    );
  },
  TEST_LIMIT_MS,
);
