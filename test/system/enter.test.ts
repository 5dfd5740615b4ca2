import { describe, expect, test } from '@jest/globals';
import { ALICE, logIn } from './support/site.ts';
import { endpoints } from './support/system-under-test.ts';
import { Visitor } from './support/visitor.ts';
import { whoIs } from './support/wiki.ts';

const { cookieName, siteUrl, wikiUrl } = endpoints;

function enter(next: string): URL {
  const url = new URL('/wiki-sso/enter', siteUrl);
  url.searchParams.set('next', next);
  return url;
}

describe('enter', () => {
  test('gives a fresh cookie and returns to the very page, with its query', async () => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    visitor.jar.delete(cookieName);
    const next = `${wikiUrl}/a%20b%2Fc?do=show&q=%C3%BC+1&q=2`;
    const answer = await visitor.send(enter(next));
    expect(answer.location?.href).toBe(next);
    expect(await whoIs(visitor)).toBe(ALICE);
  });

  test('lets others log in first, and then returns', async () => {
    const visitor = new Visitor();
    const next = `${wikiUrl}/Home?do=show&x=1`;
    const form = await visitor.get(enter(next));
    expect(form.url.pathname).toBe('/login/');
    const inside = await logIn(visitor, ALICE, form.url.searchParams.get('next') ?? undefined);
    expect(inside.url.href).toBe(next);
    expect(await whoIs(visitor)).toBe(ALICE);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    'https:///evil.example/',
    `${wikiUrl}@evil.example/`,
    `${wikiUrl}.evil.example/`,
    'http://wiki.example.localhost.evil.example/',
    'javascript:alert(1)',
    '\\\\evil.example',
    'http:\\\\evil.example',
    ` https://evil.example/`,
    `\thttps://evil.example/`,
  ])('never leads to %j', async (next) => {
    const visitor = new Visitor();
    await logIn(visitor, ALICE);
    const answer = await visitor.send(enter(next));
    const hosts = [new URL(siteUrl).host, new URL(wikiUrl).host];
    if (answer.location) expect(hosts).toContain(answer.location.host);
    else expect(answer.status).toBeGreaterThanOrEqual(200);
    expect(answer.headers.get('location') ?? '').not.toMatch(/evil|javascript/);
  });
});
