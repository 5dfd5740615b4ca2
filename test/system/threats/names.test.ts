import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EchoWiki, type Received } from '../support/echo-wiki.ts';
import { callHook } from '../support/hooks.ts';
import { Operator, stackOutput } from '../support/operator.ts';
import { StoreView } from '../support/store.ts';
import { endpoints } from '../support/system-under-test.ts';
import { Visitor } from '../support/visitor.ts';
import { whoIs } from '../support/wiki.ts';
import { logInByHook, logOutEverywhere } from '../support/wiki-cookie.ts';

const store = new StoreView();
let echo: EchoWiki;
let assertionKey: string;
beforeAll(async () => {
  const operator = new Operator();
  assertionKey = await operator.currentSecret(stackOutput('Wiki0AssertionSecretArn'));
  operator.close();
  echo = await EchoWiki.start();
});
afterAll(async () => {
  await echo.stop();
  store.close();
});

const nameBy = async (cookie: { pair: string }) => whoIs(new Visitor(), { cookie: cookie.pair });

describe('a login that is refused', () => {
  const bodies: [string, unknown][] = [
    ['GHSA-c5c4-8r6x-56w3: with two @ in the email', { username: 'carol', email: 'a@evil.com@good.com' }],
    ['GHSA-c5c4-8r6x-56w3: with a blank in the email', { username: 'carol', email: 'a@evil.com b@good.com' }],
    [
      'GHSA-c5c4-8r6x-56w3: with a line feed in the email',
      { username: 'carol', email: 'a@good.com\nBcc: x@y' },
    ],
    ['GHSA-c5c4-8r6x-56w3: with a list for an email', { username: 'carol', email: ['a@good.com'] }],
    ['GHSA-c5c4-8r6x-56w3: with nothing before the @', { username: 'carol', email: '@good.com' }],
    ['DiscourseConnect: with an empty username', { username: '', email: '' }],
    ['DiscourseConnect: with a blank username', { username: ' ', email: '' }],
    ['DiscourseConnect: with a username of odd blanks', { username: '\u00a0\u2003', email: '' }],
    ['DiscourseConnect: with the username null', { username: null, email: '' }],
    ['DiscourseConnect: without a username', { email: '' }],
    ['DiscourseConnect: with a number for a username', { username: 0, email: '' }],
    ['DiscourseConnect: with true for a username', { username: true, email: '' }],
    ['DiscourseConnect: with an object for a username', { username: { toString: 'x' }, email: '' }],
    ['DiscourseConnect: with a username of 256 characters', { username: 'a'.repeat(256), email: '' }],
    ['DiscourseConnect: with a username of 256 emoji', { username: '😀'.repeat(256), email: '' }],
    ['with CR LF in the username', { username: 'carol\r\nX-Remote-User: boss', email: '' }],
    ['with NUL in the username', { username: 'carol\u0000', email: '' }],
    ['with DEL in the username', { username: 'ca\u007frol', email: '' }],
    ['with NEL in the username', { username: 'ca\u0085rol', email: '' }],
    ['with a tab in the username', { username: 'ca\trol', email: '' }],
    ['with a leading blank in the username', { username: ' carol', email: '' }],
    ['with a lone surrogate in the username', '{"username":"\\ud800","email":""}'],
  ];
  test.each(bodies)('%s: 400, nothing is stored, no cookie', async (_, body) => {
    const size = await store.size();
    const answer = await callHook('login', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/username|email/);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await store.size()).toBe(size);
  });
});

describe('a name that is legal', () => {
  test.each([
    '#',
    'a#b#c',
    'a|b',
    'a;b=c; Path=/',
    'a,b',
    '"quoted"',
    "o'hara",
    '\\',
    '%',
    '%41lice',
    '%0d%0aX-Evil: 1',
    'a  b',
    '😀👩‍👩‍👧',
    '\u202eecila',
    'ali\u200bce',
    '李小龍',
    'Zoë Müller',
    '=?utf-8?q?boss?=',
    'boss, admin',
    'null',
    '__proto__',
    '{{7*7}}',
    '<script>alert(1)</script>',
    'é'.repeat(255),
  ])('%j reaches the wiki whole, splits no header and adds none', async (username) => {
    const { pair } = await logInByHook(username, { email: 'ü"#;@example.com' });
    const answer = await new Visitor().send(`${echo.url}/Home`, { cookie: pair });
    const { headers, rawHeaders } = JSON.parse(answer.text) as Received;
    const plain = await new Visitor().send(`${echo.url}/Home`);
    const names = (list: string[]) => list.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
    const added = names(rawHeaders).filter(
      (name) => !names(JSON.parse(plain.text).rawHeaders).includes(name),
    );
    expect(added.sort()).toEqual(['cookie', 'x-remote-email', 'x-remote-user', 'x-wiki-identity']);
    expect(headers['x-remote-user']).toMatch(/^[\x20-\x7e]*$/);
    expect(decodeURIComponent(headers['x-remote-user'] as string)).toBe(username);
    expect(decodeURIComponent(headers['x-remote-email'] as string)).toBe('ü"#;@example.com');
    expect(subjectOf(headers['x-wiki-identity'] as string)).toBe(username);
  });
});

/** The subject of an assertion whose signature is right. */
function subjectOf(token: string): string {
  const [header, claims = '', signature] = token.split('.');
  expect(createHmac('sha256', assertionKey).update(`${header}.${claims}`).digest('base64url')).toBe(
    signature,
  );
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).sub;
}

describe('two names that look alike', () => {
  test('GHSA-hjj4-hfjm-fmrj: "log out everywhere" takes a name in NFC, and its case counts', async () => {
    const names = ['álice', 'a\u0301lice', 'Álice', 'ÁLICE', 'alice'];
    const cookies = [];
    for (const name of names) cookies.push(await logInByHook(name));
    await logOutEverywhere('a\u0301lice');
    const after = [];
    for (const cookie of cookies) after.push(await nameBy(cookie));
    expect(after).toEqual([undefined, undefined, 'Álice', 'ÁLICE', 'alice']);
  });

  test('GHSA-hjj4-hfjm-fmrj: whoever is logged out everywhere stays so under each spelling of the name', async () => {
    const spelt = await logInByHook('Zoe\u0308 Miller');
    expect(await nameBy(spelt)).toBe('Zoë Miller');
    await logOutEverywhere('Zoë Miller');
    expect(await nameBy(spelt)).toBeUndefined();
  });

  test.each([
    ['carol', 'Carol'],
    ['carol doe', 'carol  doe'],
    ['carol doe', 'Carol Doe'],
    ['carol doe', 'carol_doe'],
    ['carol doe', 'carol\u00a0doe'],
    ['carol doe', 'carol\u200b doe'],
    ['carol', 'carol\u200d'],
    ['carol', 'ca:rol'],
    ['carol', 'carol,'],
    ['carol', 'carol/'],
    ['fi', 'ﬁ'],
    ['K', '\u212a'],
    ['carol', 'cаrol'],
  ])('CASAuth 10: the wiki never takes %j and %j for one', async (first, second) => {
    expect(await nameBy(await logInByHook(first))).toBe(first.normalize('NFC'));
    const shown = await nameBy(await logInByHook(second));
    if (second.normalize('NFC') !== first) expect(shown).not.toBe(first);
    expect([undefined, second.normalize('NFC')]).toContain(shown);
  });

  test.each(['anonymous', 'Anonymous', 'All', 'Known', 'Trusted', 'default', 'SYSTEM', 'BossGroup'])(
    'CASAuth 10: %s, which means something else to the wiki, makes nobody',
    async (name) => {
      expect(await nameBy(await logInByHook(name))).toBeUndefined();
    },
  );
});

test("CASAuth 10: a name that looks like the superuser's has none of the superuser's rights", async () => {
  const admin = async (name: string) => {
    const { pair } = await logInByHook(name);
    return (await new Visitor().send(`${endpoints.wikiUrl}/+admin/userbrowser`, { cookie: pair })).status;
  };
  expect(await admin('boss')).toBe(200);
  for (const name of ['Boss', 'BOSS', 'bo\u017fs', 'boss.', 'boss\u200b', 'boss,', 'x, boss']) {
    expect([name, await admin(name)]).toEqual([name, 403]);
  }
});

test('DiscourseConnect: the text "null" is a name like any other, and nobody else is called that', async () => {
  expect(await nameBy(await logInByHook('null'))).toBe('null');
  expect(await nameBy({ pair: `${endpoints.cookieName}=null##${'0'.repeat(64)}` })).toBeUndefined();
});
