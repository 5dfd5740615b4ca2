import { afterAll, describe, expect, test } from '@jest/globals';
import { expireNow } from '../support/pruning.ts';
import { freshText, isSaved, OPEN_PAGE, postText, REFUSED, SAVED, trySaving } from '../support/saving.ts';
import { ALICE, BOB, logIn, logOut, nameAtSite } from '../support/site.ts';
import { StoreView } from '../support/store.ts';
import { endpoints } from '../support/system-under-test.ts';
import { Visitor } from '../support/visitor.ts';
import { edit, history, viewPage, whoIs } from '../support/wiki.ts';
import {
  agedCookie,
  logInByHook,
  logOutEverywhere,
  type WikiCookie,
  wikiCookie,
} from '../support/wiki-cookie.ts';

const { cookieName, siteUrl, wikiUrl } = endpoints;
const store = new StoreView();
afterAll(() => store.close());

function cookieOf(visitor: Visitor): WikiCookie {
  return wikiCookie(visitor.jar.find(cookieName)?.value ?? '');
}

/** What becomes of a cookie that somebody has saved: nobody may read with it, and nobody may write. */
async function expectDead({ pair }: WikiCookie): Promise<void> {
  expect(await whoIs(new Visitor(), { cookie: pair })).toBeUndefined();
  expect(await trySaving(new Visitor(), { cookie: pair })).toEqual(REFUSED);
}

/** Puts a cookie into somebody's browser for all hosts of the domain, as a sibling host can. */
function plant(visitor: Visitor, { pair }: WikiCookie): void {
  const site = new URL(siteUrl);
  visitor.jar.store(site, `${pair}; Domain=${site.hostname.replace(/^www\./, '')}; Path=/; Secure`);
}

describe('a cookie that somebody saved', () => {
  test('vouch-proxy 187: is dead on the very next request after logout', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const saved = cookieOf(visitor);
    expect(await whoIs(new Visitor(), { cookie: saved.pair })).toBe(ALICE);
    await logOut(visitor);
    await expectDead(saved);
  });

  test('at-edge 289: is dead on the very next request after "log out everywhere", wherever it was saved', async () => {
    const saved = [await logInByHook('carol'), await logInByHook('carol')];
    const thieves = saved.map(() => new Visitor());
    for (const [i, { pair }] of saved.entries())
      expect(await whoIs(thieves[i] as Visitor, { cookie: pair })).toBe('carol');
    await logOutEverywhere('carol');
    for (const cookie of saved) await expectDead(cookie);
    for (const [i, { pair }] of saved.entries()) {
      expect(await whoIs(thieves[i] as Visitor, { cookie: pair })).toBeUndefined();
    }
  });

  test('vouch-proxy 187: is dead once it is too old, and after pruning it is not even known', async () => {
    const aged = await agedCookie('dora', 14.5 * 86_400);
    await expectDead(aged);
    expect((await expireNow()).error).toBeNull();
    expect(await store.score(aged.member)).toBeUndefined();
    await expectDead(aged);
  });

  test('vouch-proxy 187: a logout in one browser does not end the session of the other', async () => {
    const [one, other] = [new Visitor(), new Visitor()];
    await logIn(one, ALICE);
    await logIn(other, ALICE);
    await logOut(one);
    expect(await whoIs(other)).toBe(ALICE);
  });
});

describe('tabs that enter the wiki at the same moment', () => {
  test('vouch-proxy 187: each get a cookie, and the logout ends all of them', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    visitor.jar.delete(cookieName);
    const enter = (page: string) =>
      `${siteUrl}/wiki-sso/enter?next=${encodeURIComponent(`${wikiUrl}/${page}`)}`;
    const answers = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((page) => visitor.send(enter(page))));
    const cookies = answers.map(({ setCookies }) => {
      const line = setCookies.find((each) => each.startsWith(`${cookieName}=`)) ?? '';
      return wikiCookie(line.slice(cookieName.length + 1).split(';')[0] ?? '');
    });
    for (const { pair } of cookies) expect(await whoIs(new Visitor(), { cookie: pair })).toBe(ALICE);
    await logOut(visitor);
    for (const cookie of cookies) await expectDead(cookie);
  });
});

describe('a login over what is there already', () => {
  test('GHSA-f24x-5g9q-753f: a cookie that an attacker planted is not adopted, and ends', async () => {
    const planted = await logInByHook('mallory');
    const visitor = new Visitor();
    plant(visitor, planted);
    await logIn(visitor, ALICE);
    expect(cookieOf(visitor).value).not.toBe(planted.value);
    expect(await whoIs(visitor)).toBe(ALICE);
    await expectDead(planted);
  });

  test("GHSA-f24x-5g9q-753f: nor is an attacker's session of the site or of the wiki", async () => {
    const attacker = new Visitor();
    await logIn(attacker, BOB);
    await viewPage(attacker);
    const theirs = (url: string) => attacker.jar.header(new URL(url));
    const [site, wiki] = [theirs(siteUrl), theirs(wikiUrl)];
    await logOut(attacker);

    const victim = new Visitor();
    for (const [url, header] of [
      [siteUrl, site],
      [wikiUrl, wiki],
    ] as const) {
      for (const pair of header.split('; ')) {
        if (!pair.startsWith(`${cookieName}=`)) victim.jar.store(new URL(url), `${pair}; Path=/`);
      }
    }
    await logIn(victim, ALICE);
    expect(await whoIs(victim)).toBe(ALICE);
    expect(nameAtSite(await new Visitor().send(siteUrl, { cookie: site }))).toBeUndefined();
    expect(await whoIs(new Visitor(), { cookie: wiki })).toBeUndefined();
  });

  test('the same user again: the superseded cookie is dead', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const first = cookieOf(visitor);
    await logIn(visitor, ALICE);
    expect(cookieOf(visitor).value).not.toBe(first.value);
    await expectDead(first);
    expect(await whoIs(visitor)).toBe(ALICE);
  });

  test('another user: the superseded cookie is dead, also when the browser no longer sends it', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const first = cookieOf(visitor);
    visitor.jar.delete(cookieName);
    await logIn(visitor, BOB);
    await expectDead(first);
    expect(await whoIs(visitor)).toBe(BOB);
    await logOut(visitor);
    expect(await whoIs(visitor)).toBeUndefined();
  });

  test('a way in by the wiki, again and again, leaves one live cookie', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const cookies = [cookieOf(visitor)];
    for (const page of ['Home', 'Sandbox']) {
      await visitor.get(`${siteUrl}/wiki-sso/enter?next=${encodeURIComponent(`${wikiUrl}/${page}`)}`);
      cookies.push(cookieOf(visitor));
    }
    const last = cookies.pop() as WikiCookie;
    for (const cookie of cookies) await expectDead(cookie);
    expect(await whoIs(new Visitor(), { cookie: last.pair })).toBe(ALICE);
  });
});

describe('one user after another in one browser', () => {
  test('go-gitea 17740: the wiki shows each of them, and then nobody', async () => {
    const visitor = new Visitor();
    for (const name of [ALICE, BOB, ALICE]) {
      await logIn(visitor, name);
      expect(await whoIs(visitor)).toBe(name);
      await logOut(visitor);
      expect(await whoIs(visitor)).toBeUndefined();
    }
  });

  test("authentik 2023: without a logout in between, the wiki's own session makes nobody the first one", async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    expect(await whoIs(visitor)).toBe(ALICE);
    await logIn(visitor, BOB);
    const title = `Page ${freshText()}`;
    for (const query of ['', '?login_submit=1', '?logout_submit=1', '?login_username=alice&login_submit=1']) {
      const page = await visitor.send(`${wikiUrl}/Home${query}`);
      expect(page.text).not.toContain('>alice<');
    }
    expect((await edit(visitor, title, 'by whom?')).status).toBe(302);
    const log = await history(new Visitor(), title);
    expect(log).toContain(BOB);
    expect(log).not.toMatch(/\balice\b/);
  });
});

describe('an edit with a cookie that does not count', () => {
  test('oauth2-proxy 1784: without any cookie the very same edit is saved, so that the refusals mean something', async () => {
    expect(await trySaving(new Visitor())).toEqual(SAVED);
  });

  const cookies: [string, () => Promise<string>][] = [
    ['expired', async () => (await agedCookie('dora', 15 * 86_400)).pair],
    ['made up', async () => `${cookieName}=boss#boss@example.com#${'0'.repeat(64)}`],
    ['cut off', async () => (await logInByHook('carol')).pair.slice(0, -1)],
    ['no cookie of ours', async () => `${cookieName}=1`],
    [
      'one of two users',
      async () => `${(await logInByHook('carol')).pair}; ${(await logInByHook('mallory')).pair}`,
    ],
    ['one of many', async () => Array.from({ length: 9 }, (_, i) => `${cookieName}=${i}##x`).join('; ')],
  ];
  test.each(cookies)(
    'oauth2-proxy 1784: %s: is refused, not redirected and not saved as nobody',
    async (_, make) => {
      const cookie = await make();
      const text = freshText();
      const answer = await postText(new Visitor(), text, { cookie });
      expect([answer.status, answer.location, answer.text]).toEqual([
        403,
        undefined,
        '{"message":"Forbidden"}',
      ]);
      expect(await isSaved(text)).toBe(false);
      for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
        const { status } = await new Visitor().send(`${wikiUrl}/${OPEN_PAGE}`, { method, cookie });
        expect([method, status]).toEqual([method, 403]);
      }
    },
  );
});
