import type { Page } from 'playwright-core';
import { endpoints } from './system-under-test.ts';
import { pageUrl } from './wiki.ts';

/** Fills in the login form that is shown, and presses its button. */
export async function fillInLogin(page: Page, username: string): Promise<void> {
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', endpoints.demoPassword);
  await page.click('form button');
}

/** Goes to the site's home page and logs in there. */
export async function logInAtSite(page: Page, username: string): Promise<void> {
  await page.goto(endpoints.siteUrl);
  await page.click('#login');
  await fillInLogin(page, username);
}

/** Goes to the site's home page and logs out there. */
export async function logOutAtSite(page: Page): Promise<void> {
  await page.goto(endpoints.siteUrl);
  await page.click('#logout button');
}

export async function openWikiPage(page: Page, title: string): Promise<void> {
  await page.goto(pageUrl(title).href);
}

/** The name in the wiki's side bar, or `undefined` when nobody is logged in. */
export async function nameInWiki(page: Page): Promise<string | undefined> {
  const user = page.locator('a[rel=nofollow]:has(i.fa-user) span').first();
  return (await user.count()) === 0 ? undefined : ((await user.textContent()) ?? '').trim();
}

/** Makes the wiki page that is shown as not existing yet, with links and buttons as a person would. */
export async function createWikiPage(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: 'MoinMoin', exact: true }).click();
  await saveEditor(page, text);
}

/** Changes the wiki page that is shown. */
export async function changeWikiPage(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: 'Modify', exact: true }).first().click();
  await saveEditor(page, text);
}

async function saveEditor(page: Page, text: string): Promise<void> {
  await page.fill('textarea[name=content_form_data_text]', text);
  await page.getByRole('button', { name: 'OK', exact: true }).first().click();
  await page.waitForURL((url) => !url.pathname.startsWith('/+modify'));
}
