import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from '@jest/globals';
import { htmlFields } from './support/html.ts';
import { ALICE, BOB, logIn, logOut } from './support/site.ts';
import { endpoints, endpointsFile } from './support/system-under-test.ts';
import { Visitor } from './support/visitor.ts';
import { pageUrl, save, whoIs } from './support/wiki.ts';

const { cookieName, siteUrl } = endpoints;
const SESSIONS = new URL('/wiki-sso/sessions', siteUrl);

/** The site's own database, for what happens to a session elsewhere: another process, a command, an operator. */
const database = new DatabaseSync(join(dirname(endpointsFile), 'site', 'site.sqlite3'), { timeout: 20_000 });
afterAll(() => database.close());

/** The key of a visitor's session at the site. */
function sessionKey(visitor: Visitor): string {
  const key = visitor.jar.find('site_session')?.value;
  if (key === undefined) throw new Error('the visitor has no session at the site');
  return key;
}

/** How many seconds the visitor's wiki cookie says that it lives. */
function lifeOfCookie(visitor: Visitor): number {
  const value = visitor.jar.find(cookieName)?.value ?? '';
  const claims = Buffer.from(value.split('.').at(-1) ?? '', 'base64url').toString();
  return JSON.parse(claims).exp - Date.now() / 1000;
}

describe('the wiki login lives and dies with the session of the site', () => {
  test('it ends when the session does', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    expect(Math.abs(lifeOfCookie(visitor) - 14 * 86_400)).toBeLessThan(60);
  });

  test('a session that an operator deletes takes the wiki login with it at the next page of the site', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const saved = `${cookieName}=${visitor.jar.find(cookieName)?.value}`;
    database.prepare('DELETE FROM django_session WHERE session_key = ?').run(sessionKey(visitor));

    await visitor.get(siteUrl);

    expect(await whoIs(visitor)).toBeUndefined();
    expect(visitor.jar.find(cookieName)).toBeUndefined();
    expect(await whoIs(new Visitor(), { cookie: saved })).toBeUndefined();
  });

  test('a password changed by a query ends it, and the edit that was under way is refused', async () => {
    const visitor = new Visitor();
    await logIn(visitor, BOB);
    const saved = `${cookieName}=${visitor.jar.find(cookieName)?.value}`;
    const read = database.prepare('SELECT password FROM auth_user WHERE username = ?');
    const change = database.prepare('UPDATE auth_user SET password = ? WHERE username = ?');
    const { password } = read.get(BOB) as { password: string };
    try {
      change.run('!another', BOB);
      await visitor.get(siteUrl);
    } finally {
      change.run(password, BOB);
    }
    // Without opening the editor, which would lock the page for others.
    const posted = await save(visitor, 'Sandbox', {}, 'too late', { cookie: saved });
    expect(posted.status).toBe(403);
    expect(await whoIs(visitor)).toBeUndefined();
  });

  test('the Logout link of a wiki leads to a page that asks, and then out of both', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const leave = new URL('/wiki-sso/leave', siteUrl);
    leave.searchParams.set('next', pageUrl('Home').href);

    const asked = await visitor.get(leave);
    expect(asked.text).toContain('Log out of this site and the wiki?');
    expect(await whoIs(visitor)).toBe(ALICE);
    const after = await visitor.post(leave, htmlFields(asked.text));

    expect(after.url.href).toBe(pageUrl('Home').href);
    expect(await whoIs(visitor)).toBeUndefined();
    expect((await visitor.get(siteUrl)).text).not.toContain(`Hello, ${ALICE}`);
  });

  test('the page of logins ends another browser at the site and at the wiki', async () => {
    const [here, there] = [new Visitor(), new Visitor()];
    await logIn(there, BOB);
    await logIn(here, BOB);
    const page = await here.get(SESSIONS, { headers: { 'user-agent': 'Firefox/140.0 (Linux)' } });
    expect(page.text).toContain('(this browser)');

    await here.post(SESSIONS, { ...htmlFields(page.text), end: 'others' });

    expect(await whoIs(there)).toBeUndefined();
    expect((await there.get(siteUrl)).text).not.toContain(`Hello, ${BOB}`);
    expect(await whoIs(here)).toBe(BOB);
    await logOut(here);
    expect(await whoIs(here)).toBeUndefined();
  });

  test('eight tabs restored at once, then a logout: no cookie is left', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const cookie = visitor.jar.header(new URL(siteUrl));
    const enter = new URL('/wiki-sso/enter', siteUrl);
    const tabs = await Promise.all(
      Array.from({ length: 8 }, async (_, number) => {
        const tab = new Visitor();
        enter.searchParams.set('next', pageUrl(`Tab${number}`).href);
        await tab.send(enter, { cookie });
        return tab.jar.find(cookieName)?.value ?? '';
      }),
    );
    expect(new Set(tabs).size).toBe(8);

    await logOut(visitor);

    for (const value of tabs) {
      expect(await whoIs(new Visitor(), { cookie: `${cookieName}=${value}` })).toBeUndefined();
    }
  });
});
