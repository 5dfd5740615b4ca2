import { describe, expect, test } from '@jest/globals';
import { ALICE, BOB, logIn, logOut, nameAtSite, siteSaysWikiKnows, ZOE } from './support/site.ts';
import { memberOf, StoreView } from './support/store.ts';
import { endpoints } from './support/system-under-test.ts';
import { Visitor } from './support/visitor.ts';
import { edit, history, openEditor, pageUrl, save, viewPage, whoIs } from './support/wiki.ts';

const { cookieName, siteUrl, wikiUrl } = endpoints;

describe('log in at the site', () => {
  test('and the wiki knows you; log out, and the very next page is anonymous', async () => {
    const visitor = new Visitor();
    expect(await whoIs(visitor)).toBeUndefined();

    const home = await logIn(visitor, ALICE);
    expect(nameAtSite(home)).toBe(ALICE);
    expect(siteSaysWikiKnows(home)).toBe(true);
    expect(await whoIs(visitor)).toBe(ALICE);

    await logOut(visitor);
    expect(await whoIs(visitor)).toBeUndefined();
    expect(visitor.jar.find(cookieName)).toBeUndefined();
  });

  test('gives a cookie for the parent domain that no script can read', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const cookie = visitor.jar.find(cookieName);
    expect(cookie).toMatchObject({
      domain: new URL(siteUrl).hostname.replace(/^www\./, ''),
      hostOnly: false,
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
    });
    expect(cookie?.value).toMatch(/^"?alice#alice@[a-z.]+#[0-9a-f]{64}\.[\w-]+"?$/);
  });

  test('the saved cookie is dead after logout', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const saved = `${cookieName}=${visitor.jar.find(cookieName)?.value}`;
    const thief = new Visitor();
    expect(await whoIs(thief, { cookie: saved })).toBe(ALICE);
    await logOut(visitor);
    expect(await whoIs(thief, { cookie: saved })).toBeUndefined();
    const posted = await edit(thief, 'Sandbox', 'by a thief', { cookie: saved });
    expect({ status: posted.status, text: posted.text }).toEqual({
      status: 403,
      text: '{"message":"Forbidden"}',
    });
  });

  test.each([
    ['a user without an email, with an umlaut and a space', ZOE],
    ['another user', BOB],
  ])('%s', async (_, username) => {
    const visitor = new Visitor();
    await logIn(visitor, username);
    expect(await whoIs(visitor)).toBe(username);
    await edit(visitor, `Page of ${username}`, `written by ${username}`);
    expect(await history(visitor, `Page of ${username}`)).toContain(username);
  });

  test('as another user over a live session: the wiki shows the new one, and the old cookie is dead', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const saved = `${cookieName}=${visitor.jar.find(cookieName)?.value}`;
    await logIn(visitor, BOB);
    expect(await whoIs(visitor)).toBe(BOB);
    expect(await whoIs(new Visitor(), { cookie: saved })).toBeUndefined();
    await logOut(visitor);
    expect(await whoIs(visitor)).toBeUndefined();
  });

  test('logging out in one browser leaves the other logged in', async () => {
    const [one, other] = [new Visitor(), new Visitor()];
    await logIn(one, ALICE);
    await logIn(other, ALICE);
    await logOut(one);
    expect(await whoIs(other)).toBe(ALICE);
  });

  test('a wrong password gives no cookie', async () => {
    const visitor = new Visitor();
    const form = await visitor.get(`${siteUrl}/login/`);
    const token = /name="csrfmiddlewaretoken" value="([^"]*)"/.exec(form.text)?.[1] ?? '';
    await visitor.post(`${siteUrl}/login/`, {
      csrfmiddlewaretoken: token,
      username: ALICE,
      password: 'wrong',
    });
    expect(visitor.jar.find(cookieName)).toBeUndefined();
  });
});

describe('at the wiki', () => {
  test.each(['Ein schöner Tag', 'a+b', '100%', 'q?x', 'a;b', 'Žluť 李'])(
    'a page named %j is written by a user and read by all',
    async (title) => {
      const visitor = new Visitor();
      await logIn(visitor, ALICE);
      const text = `something about ${title}, at ${Date.now()}`;
      expect((await edit(visitor, title, text)).status).toBe(302);
      expect((await viewPage(new Visitor(), title)).text).toContain(`at ${text.split(' at ')[1]}`);
      expect(await history(visitor, title)).toContain(ALICE);
    },
  );

  test('an edit that was begun logged in is refused after logout, not saved as anonymous', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const saved = visitor.jar.find(cookieName)?.value;
    const editor = await openEditor(visitor, 'Sandbox');
    await logOut(visitor);
    const text = `lost? ${Date.now()}`;
    const refused = await save(visitor, 'Sandbox', editor, text, { cookie: `${cookieName}=${saved}` });
    expect(refused.status).toBe(403);
    expect((await viewPage(new Visitor(), 'Sandbox')).text).not.toContain(text);
  });

  test('whoever never logged in may write where everybody may', async () => {
    const visitor = new Visitor();
    const text = `anonymous ${Date.now()}`;
    expect((await edit(visitor, 'Sandbox', text)).status).toBe(302);
    expect((await viewPage(visitor, 'Sandbox')).text).toContain(text);
  });

  test('redirects and cookies of the wiki come through the gateway', async () => {
    const answer = await new Visitor().send(`${wikiUrl}/`);
    expect(answer.status).toBe(302);
    expect(answer.location?.host).toBe(new URL(wikiUrl).host);
  });

  test('its Login leads by way of the site back to the very page', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    visitor.jar.delete(cookieName);
    const page = await viewPage(visitor);
    const login = /href="([^"]*wiki-sso\/enter[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
    expect(login).toBeDefined();
    const back = await visitor.get(login ?? '');
    expect(back.url.href).toBe(pageUrl('Home').href);
    expect(await whoIs(visitor)).toBe(ALICE);
  });
});

test('the store holds the hash of the cookie and nothing else of it', async () => {
  const store = new StoreView();
  const visitor = new Visitor();
  await logIn(visitor, ALICE);
  const value = visitor.jar.find(cookieName)?.value ?? '';
  const score = await store.score(memberOf(value));
  expect(Math.abs((score ?? 0) - Date.now() / 1000)).toBeLessThan(30);
  await logOut(visitor);
  expect(await store.score(memberOf(value))).toBeUndefined();
  store.close();
});
