import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { callHook } from '../support/hooks.ts';
import { Operator } from '../support/operator.ts';
import { expireNow } from '../support/pruning.ts';
import { trySaving } from '../support/saving.ts';
import { ALICE, logIn, logOut, nameAtSite, siteSaysWikiKnows } from '../support/site.ts';
import { memberOf, StoreView } from '../support/store.ts';
import type { StoreState } from '../support/store-switch.ts';
import { endpoints, turnStore } from '../support/system-under-test.ts';
import { Visitor } from '../support/visitor.ts';
import { edit, nameAtWiki, openEditor, save, viewPage, whoIs } from '../support/wiki.ts';
import { logInByHook } from '../support/wiki-cookie.ts';

const { cookieName, siteUrl, wikiUrl } = endpoints;

const store = new StoreView();
afterEach(() => turnStore('up'));
afterAll(() => store.close());

describe.each<StoreState>(['down', 'stalled'])('oauth2-proxy 1630: with the store %s', (state) => {
  test('a login at the site works, without a cookie; after recovery the wiki lets the user in', async () => {
    await turnStore(state);
    const visitor = new Visitor();
    const home = await logIn(visitor, ALICE);
    expect(nameAtSite(home)).toBe(ALICE);
    expect(siteSaysWikiKnows(home)).toBe(false);
    expect(visitor.jar.find(cookieName)).toBeUndefined();

    await turnStore('up');
    await visitor.get(`${siteUrl}/wiki-sso/enter?next=${encodeURIComponent(`${wikiUrl}/Home`)}`);
    expect(await whoIs(visitor)).toBe(ALICE);
  });

  test('the way in by the wiki ends on a page that says so, and does not go round in circles', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    visitor.jar.delete(cookieName);
    await turnStore(state);
    const page = await visitor.get(`${siteUrl}/wiki-sso/enter?next=${encodeURIComponent(`${wikiUrl}/Home`)}`);
    expect(page.url.host).toBe(new URL(siteUrl).host);
    expect(page.status).toBeGreaterThanOrEqual(500);
  });

  test('a logout at the site works and takes the cookie from the browser', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    await turnStore(state);
    expect(nameAtSite(await logOut(visitor))).toBeUndefined();
    expect(visitor.jar.find(cookieName)).toBeUndefined();
  });

  test('pages are read as anonymous, and the cookie still works after recovery', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    await turnStore(state);
    const page = await viewPage(visitor);
    expect(page.status).toBe(200);
    expect(nameAtWiki(page)).toBeUndefined();
    expect(visitor.jar.find(cookieName)).toBeDefined();

    await turnStore('up');
    expect(await whoIs(visitor)).toBe(ALICE);
  });

  test('an edit is refused as an error, and can be sent again after recovery', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const editor = await openEditor(visitor, 'Sandbox');
    const text = `in a bad moment ${state} ${Date.now()}`;
    await turnStore(state);
    const refused = await save(visitor, 'Sandbox', editor, text);
    expect({ status: refused.status, text: refused.text }).toEqual({
      status: 500,
      text: '{"message":"Internal Server Error"}',
    });

    await turnStore('up');
    expect((await viewPage(new Visitor(), 'Sandbox')).text).not.toContain(text);
    expect((await save(visitor, 'Sandbox', editor, text)).status).toBe(302);
    expect((await viewPage(new Visitor(), 'Sandbox')).text).toContain(text);
  });

  test('visitors without a cookie do not notice', async () => {
    await turnStore(state);
    const visitor = new Visitor();
    expect(await whoIs(visitor)).toBeUndefined();
    expect((await edit(visitor, 'Sandbox', `unaware ${state} ${Date.now()}`)).status).toBe(302);
  });

  test('the hooks answer 503 with Retry-After in time, and work after recovery under a new id', async () => {
    await turnStore(state);
    const started = Date.now();
    const { status, headers, body } = await callHook('login', { username: 'erin', email: '' });
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('set-cookie')).toBeNull();
    expect(body.error.code).toEqual(expect.any(String));
    expect(Date.now() - started).toBeLessThan(5_000);

    await turnStore('up');
    expect((await callHook('login', { username: 'erin', email: '' })).status).toBe(200);
  });

  test('pruning fails aloud, and catches up after recovery', async () => {
    const member = memberOf(`aged#aged@example.com#${state}`);
    await store.add(member, Date.now() / 1000 - 20 * 86_400);
    await turnStore(state);
    expect((await expireNow()).error).not.toBeNull();
    await turnStore('up');
    expect((await expireNow()).error).toBeNull();
    expect(await store.score(member)).toBeUndefined();
  });
});

describe('a store that answers, but not as a primary that knows us', () => {
  const operator = new Operator();
  const storeSettings = new Redis(endpoints.redisUrl);
  afterAll(() => {
    operator.close();
    storeSettings.disconnect();
  });

  test('oauth2-proxy 1658: read-only after a failover: who is logged in stays so, a login has no cookie, and both mend', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const saved = `${cookieName}=${visitor.jar.find(cookieName)?.value}`;
    // The replica of a primary that nobody can reach: what is stored can be read, and nothing written.
    await storeSettings.replicaof('127.0.0.1', 1);
    try {
      expect(await whoIs(visitor)).toBe(ALICE);
      const { status, headers, body } = await callHook('login', { username: 'erin', email: '' });
      expect([status, headers.get('retry-after'), headers.get('set-cookie')]).toEqual([503, '1', null]);
      expect(JSON.stringify(body)).not.toMatch(/READONLY|replica|EVAL/);
      const other = new Visitor();
      expect(siteSaysWikiKnows(await logIn(other, ALICE))).toBe(false);
      await logOut(visitor);
      expect(visitor.jar.find(cookieName)).toBeUndefined();
    } finally {
      await storeSettings.replicaof('NO', 'ONE');
    }
    expect((await callHook('login', { username: 'erin', email: '' })).status).toBe(200);
    // What the site could not say before, it says before the user's next login.
    await logIn(visitor, ALICE);
    expect(await whoIs(visitor)).toBe(ALICE);
    expect(await whoIs(new Visitor(), { cookie: saved })).toBeUndefined();
  });

  test('oauth2-proxy 2180: one that wants another password is an error in time that says nothing of it, and mends', async () => {
    const { pair } = await logInByHook('erin');
    try {
      await storeSettings.config('SET', 'requirepass', 'unknown to the functions');
      // What is connected already may stay; the functions must connect anew.
      await turnStore('down');
      await turnStore('up');
      const started = Date.now();
      const { status, body } = await callHook('login', { username: 'erin', email: '' });
      expect(status).toBe(503);
      expect(JSON.stringify(body)).not.toMatch(/NOAUTH|WRONGPASS|password|redis:/);
      expect(nameAtWiki(await viewPage(new Visitor(), 'Home', { cookie: pair }))).toBeUndefined();
      expect(await trySaving(new Visitor(), { cookie: pair })).toEqual({ status: 500, saved: false });
      expect(Date.now() - started).toBeLessThan(8_000);
    } finally {
      await takePassword();
    }
    expect(await whoIs(new Visitor(), { cookie: pair })).toBe('erin');
  });

  /** New containers, so that none waits half a minute before it looks at the secret again. */
  async function takePassword(): Promise<void> {
    await storeSettings.config('SET', 'requirepass', '');
    for (const part of ['LoginHook', 'LogoutHook', 'Authorizer', 'Expire']) await operator.restart(part);
  }
});
