import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freshText, isSaved, OPEN_PAGE, postText, SAVED, trySaving } from '../support/saving.ts';
import { ALICE, BOB, logIn, logOut } from '../support/site.ts';
import { endpoints } from '../support/system-under-test.ts';
import { Visitor } from '../support/visitor.ts';
import { history, nameAtWiki, openEditor, save, viewPage, whoIs } from '../support/wiki.ts';

const { cookieName, wikiUrl } = endpoints;

let visitor: Visitor;
beforeEach(async () => {
  visitor = new Visitor();
  await logIn(visitor, ALICE);
});

/** Whoever opens an editor locks the page for others, until they save. */
async function unlock(): Promise<void> {
  await logIn(visitor, ALICE);
  await whoIs(visitor);
  expect(await trySaving(visitor)).toEqual(SAVED);
}

describe("the wiki's own session, once its user has logged out in another tab", () => {
  afterEach(unlock);

  test('a save is refused with a page that says so, and is never saved as anonymous', async () => {
    const editor = await openEditor(visitor, OPEN_PAGE);
    await logOut(visitor);
    const text = freshText();
    const refused = await save(visitor, OPEN_PAGE, editor, text);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('You are no longer logged in');
    expect(await isSaved(text)).toBe(false);
  });

  test('reading on as nobody does not make the old form saveable', async () => {
    const editor = await openEditor(visitor, OPEN_PAGE);
    await logOut(visitor);
    for (let i = 0; i < 3; i++) expect(await whoIs(visitor)).toBeUndefined();
    await openEditor(visitor, OPEN_PAGE);
    const text = freshText();
    expect((await save(visitor, OPEN_PAGE, editor, text)).status).toBe(403);
    expect(await isSaved(text)).toBe(false);
  });

  test('after the next login the very same form saves, under the own name', async () => {
    const title = `Kept ${freshText()}`;
    const editor = await openEditor(visitor, title);
    await logOut(visitor);
    expect((await save(visitor, title, editor, 'kept')).status).toBe(403);
    await logIn(visitor, ALICE);
    expect((await save(visitor, title, editor, 'kept')).status).toBe(302);
    expect(await history(new Visitor(), title)).toContain(ALICE);
  });

  test("another user who logs in meanwhile does not save the first one's form unawares", async () => {
    const title = `Not mine ${freshText()}`;
    const editor = await openEditor(visitor, title);
    await logIn(visitor, BOB);
    const refused = await save(visitor, title, editor, 'by whom?');
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('You are logged in as another user now');
  });

  test('a foreign page cannot make the browser go on as nobody', async () => {
    await viewPage(visitor);
    await logOut(visitor);
    await whoIs(visitor);
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      const { status } = await visitor.send(`${wikiUrl}/+wiki-sso/go-on-anonymously`, {
        method: 'POST',
        form: {},
        headers: headers as Record<string, string>,
      });
      expect(status).toBe(403);
    }
    const text = freshText();
    expect((await postText(visitor, text)).status).toBe(403);
    expect(await isSaved(text)).toBe(false);
  });

  test('authentik 2023: the session alone makes nobody its user, whatever the address says', async () => {
    await viewPage(visitor);
    visitor.jar.delete(cookieName);
    for (const query of [
      '',
      '?login_submit=1',
      '?logout_submit=1',
      '?login_username=alice&login_password=x&login_submit=1',
    ]) {
      expect(nameAtWiki(await visitor.send(`${wikiUrl}/Home${query}`))).toBeUndefined();
    }
    expect((await visitor.send(`${wikiUrl}/+usersettings`)).status).not.toBe(200);
  });
});

describe('a write that another site makes the browser send', () => {
  afterEach(unlock);

  test.each([
    ['Origin', { origin: 'https://evil.example' }],
    ['Origin, of a sibling host', { origin: 'http://www.example.localhost' }],
    ['Origin null', { origin: 'null' }],
    ['Sec-Fetch-Site', { origin: '', 'sec-fetch-site': 'same-site' }],
  ])('better-auth 9991: is refused by %s, and nothing is saved', async (_, headers) => {
    const text = freshText();
    const editor = await openEditor(visitor, OPEN_PAGE);
    const { status } = await save(visitor, OPEN_PAGE, editor, text, {
      headers: headers as Record<string, string>,
    });
    expect(status).toBe(403);
    expect(await isSaved(text)).toBe(false);
  });
});

describe("the wiki's settings", () => {
  test.each([
    ['another name', { part: 'personal', name: 'boss' }],
    ['a second name', { part: 'personal', name: 'alice, boss' }],
    ['a display name', { part: 'personal', name: 'alice', display_name: 'boss' }],
    ['another email', { part: 'notification', email: 'evil@example.com' }],
    ['a password', { part: 'password', password1: 'x', password2: 'x' }],
  ])('CASAuth 10: nobody gives themselves %s there', async (_, form) => {
    const { status } = await visitor.send(`${wikiUrl}/+usersettings`, {
      method: 'POST',
      form,
      headers: { origin: wikiUrl },
    });
    expect(status).toBe(403);
    expect(await whoIs(visitor)).toBe(ALICE);
  });
});
