import { htmlFields, unescapeHtml } from './html.ts';
import { endpoints } from './system-under-test.ts';
import type { Page, Visitor } from './visitor.ts';

const { siteUrl, demoPassword } = endpoints;

/** The site's demo users; all have the same password. */
export const ALICE = endpoints.demoUser;
export const BOB = 'bob';
/** Has no email. */
export const ZOE = 'Zoë Müller';

/** Fills in the site's login form. @returns the page that it leads to */
export async function logIn(visitor: Visitor, username: string, next?: string): Promise<Page> {
  const url = new URL('/login/', siteUrl);
  if (next !== undefined) url.searchParams.set('next', next);
  const form = await visitor.get(url);
  return visitor.post(url, { ...htmlFields(form.text), username, password: demoPassword });
}

/** Presses the site's logout button. */
export async function logOut(visitor: Visitor): Promise<Page> {
  const home = await visitor.get(siteUrl);
  const action = /<form[^>]*id="logout"[^>]*action="([^"]*)"/.exec(home.text)?.[1];
  if (action === undefined) throw new Error('the site shows no logout button');
  return visitor.post(new URL(unescapeHtml(action), siteUrl), htmlFields(home.text));
}

/** The name that the site greets, or `undefined`. */
export function nameAtSite(page: Page): string | undefined {
  const name = /id="username">([^<]*)</.exec(page.text)?.[1];
  return name === undefined ? undefined : unescapeHtml(name);
}

/** Whether the site says that the wiki knows the user. */
export function siteSaysWikiKnows(page: Page): boolean {
  return page.text.includes('data-wiki-cookie="yes"');
}
