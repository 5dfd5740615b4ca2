import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { screenshot, startBrowser } from './support/browser.ts';
import { logInAtSite, logOutAtSite, openWikiPage } from './support/browser-steps.ts';
import { wikiOrigin } from './support/operator.ts';
import { ALICE } from './support/site.ts';
import { endpoints } from './support/system-under-test.ts';

const { cookieName, hookSecret, siteUrl, wikiUrl } = endpoints;
const TEST_LIMIT_MS = 60_000;
const STEP_LIMIT_MS = 15_000;
const PHONE = { width: 360, height: 740 };

let browser: Browser;
let context: BrowserContext;
let page: Page;
let bodies: Promise<string>[];
let complaints: string[];
beforeAll(async () => {
  browser = await startBrowser();
}, TEST_LIMIT_MS);
afterAll(() => browser?.close());
beforeEach(async () => {
  [bodies, complaints] = [[], []];
  context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(STEP_LIMIT_MS);
  page.on('response', (response) => bodies.push(bodyOf(response)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
});
afterEach(() => context.close());

/** Redirects have none, and what the browser has left behind cannot be read any more. */
function bodyOf(response: Response): Promise<string> {
  return response.text().catch(() => '');
}

/** Everything that is in an element, on one line. */
async function textOf(selector: string): Promise<string> {
  return ((await page.textContent(selector)) ?? '').replace(/\s+/g, ' ').trim();
}

test(
  'one click-through teaches the whole way: hook, set and cookie after the login, claims in the wiki, and the end of it',
  async () => {
    await page.goto(siteUrl);
    expect(await page.locator('.flow .edge.on').count()).toBe(0);

    await logInAtSite(page, ALICE);
    const value = (await context.cookies()).find(({ name }) => name === cookieName)?.value ?? '';
    const member = createHash('sha256').update(value).digest('hex');
    const [key = '', claims = ''] = (value.split('#')[2] ?? '').split('.');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await textOf('#hook-call')).toMatch(/^POST \S*\/hooks\/login 200 in [\d.]+ ms/);
    expect(await textOf('#lesson-hook')).toContain('webhook-id, webhook-timestamp, webhook-signature');
    expect(await textOf('#set-member')).toBe(member);
    expect(await textOf('#set-score')).toMatch(/^\d{10}\.\d+: .* UTC$/);
    expect(await textOf('#cookie-username')).toBe(ALICE);
    expect(await textOf('#cookie-key')).toBe(key.slice(0, 4));
    expect(await textOf('#cookie-claims')).toBe(Buffer.from(claims, 'base64url').toString());
    expect(await page.locator('.flow .edge.on').count()).toBe(4);
    await screenshot(page, 'lesson-after-login');

    await page.click('#wiki-told');
    await page.waitForURL(`${wikiUrl}/Home#wiki-was-told`);
    expect(await textOf('#told-user')).toBe(ALICE);
    expect(await textOf('#told-sub')).toBe(ALICE);
    expect(await textOf('#told-aud')).toBe(new URL(wikiUrl).hostname);
    expect(await textOf('#told-sid')).toBe(member.slice(0, 16));
    await screenshot(page, 'lesson-in-the-wiki');

    await logOutAtSite(page);
    expect(await textOf('#hook-call')).toMatch(/^POST \S*\/hooks\/logout 200 in/);
    expect(await textOf('#set-member')).toBe(member);
    expect(await textOf('#set-score')).toContain('gone: removed by this call');
    await screenshot(page, 'lesson-after-logout');

    await openWikiPage(page, 'Home');
    expect(await textOf('#told-nobody')).toBe('Nobody.');

    const everything = (await Promise.all(bodies)).join('\n');
    expect(everything).toContain(member);
    expect(everything).not.toContain(key.slice(0, 12));
    expect(everything).not.toContain(key.slice(-12));
    expect(everything).not.toContain(hookSecret.replace(/^whsec_/, ''));
    // The assertion: header and claims in base64, and a signature.
    expect(everything).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+/);
    expect(complaints).toEqual([]);
  },
  TEST_LIMIT_MS,
);

test('what the wiki does not believe, it names to nobody', async () => {
  const claims = Buffer.from(JSON.stringify({ sub: 'Mallory' })).toString('base64url');
  const headers = { 'x-remote-user': 'Mallory', 'x-wiki-identity': `eyJ9.${claims}.AAAA` };
  const body = await (await fetch(`${await wikiOrigin()}/Home`, { headers })).text();
  expect(body).toContain('Something that it does not believe.');
  expect(body).not.toContain('Mallory');
});

test(
  'on a phone nothing is wider than the screen, in light and dark',
  async () => {
    await page.setViewportSize(PHONE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await logInAtSite(page, ALICE);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
      await screenshot(page, `lesson-on-a-phone-${colorScheme}`);
      await logOutAtSite(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    }
  },
  TEST_LIMIT_MS,
);
