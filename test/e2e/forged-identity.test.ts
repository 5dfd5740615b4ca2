import { describe, expect, test } from '@jest/globals';
import { ALICE, logIn } from './support/site.ts';
import { endpoints } from './support/system-under-test.ts';
import { Visitor } from './support/visitor.ts';
import { nameAtWiki, viewPage, whoIs } from './support/wiki.ts';

const SPELLINGS = [
  'X-Remote-User',
  'x_remote_user',
  'X.Remote.User',
  'XRemoteUser',
  'X-Remote_User',
  'X-REMOTE-EMAIL',
  'X-Wiki-Identity',
  'x_wiki.identity',
];

describe('an identity header from outside', () => {
  test.each(SPELLINGS)('%s is refused without a cookie', async (name) => {
    const page = await viewPage(new Visitor(), 'Home', { headers: { [name]: 'boss' } });
    expect({ status: page.status, text: page.text }).toEqual({
      status: 403,
      text: '{"message":"Forbidden"}',
    });
  });

  test.each(SPELLINGS)('%s is refused with a live cookie', async (name) => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    expect((await viewPage(visitor, 'Home', { headers: { [name]: 'boss' } })).status).toBe(403);
    expect(await whoIs(visitor)).toBe(ALICE);
  });

  test('an empty one is refused as well', async () => {
    expect((await viewPage(new Visitor(), 'Home', { headers: { 'X-Remote-User': '' } })).status).toBe(403);
  });
});

describe('a cookie that is none', () => {
  const { cookieName } = endpoints;
  test.each([
    ['made up', `${cookieName}=boss#boss@example.com#${'0'.repeat(64)}`],
    ['empty', `${cookieName}=`],
    ['eight kilobytes long', `${cookieName}=${'a'.repeat(8000)}`],
    ['not UTF-8 when decoded', `${cookieName}=%ff#%fe#${'0'.repeat(64)}`],
    ['broken in syntax', `;;=;${cookieName};"${cookieName}="`],
  ])('%s is anonymous', async (_, cookie) => {
    const page = await viewPage(new Visitor(), 'Home', { cookie });
    expect(page.status).toBe(200);
    expect(nameAtWiki(page)).toBeUndefined();
  });

  test('truncated is anonymous; quoted or doubled it is the same cookie', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const value = visitor.jar.find(cookieName)?.value.replace(/^"|"$/g, '') ?? '';
    const as = (cookie: string) => whoIs(new Visitor(), { cookie });
    expect(await as(`${cookieName}=${value.slice(0, -1)}`)).toBeUndefined();
    expect(await as(`${cookieName}="${value}"`)).toBe(ALICE);
    expect(await as(`${cookieName}=stale; ${cookieName}=${value}`)).toBe(ALICE);
    expect(await as(`${cookieName}=${value}; ${cookieName}=stale`)).toBe(ALICE);
  });
});
