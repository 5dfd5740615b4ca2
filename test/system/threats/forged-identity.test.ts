import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rawHttp, statusesOf } from '../../support/raw-http.ts';
import { freshText, isSaved, OPEN_PAGE, REFUSED, SAVED, trySaving } from '../support/saving.ts';
import { ALICE, logIn } from '../support/site.ts';
import { endpoints } from '../support/system-under-test.ts';
import { type RequestOptions, Visitor } from '../support/visitor.ts';
import { nameAtWiki, viewPage, whoIs } from '../support/wiki.ts';
import { type WikiCookie, wikiCookie } from '../support/wiki-cookie.ts';

const FORBIDDEN = { status: 403, text: '{"message":"Forbidden"}' };
const IDENTITY_HEADERS = ['X-Remote-User', 'X-Remote-Email', 'X-Wiki-Identity'];
const { hostname, port } = new URL(endpoints.wikiUrl);

const alice = new Visitor();
let stolen: WikiCookie;
beforeAll(async () => {
  const other = new Visitor();
  await logIn(other, ALICE);
  stolen = wikiCookie(other.jar.find(endpoints.cookieName)?.value ?? '');
  await logIn(alice, ALICE);
});
afterAll(async () => {
  expect(await whoIs(alice)).toBe(ALICE);
});

async function refusal(visitor: Visitor, options: RequestOptions) {
  const { status, text } = await viewPage(visitor, 'Home', options);
  return { status, text };
}

/** The header's words, joined by every mix of the separators. */
function mixes(header: string, separators: readonly string[]): string[] {
  const [first = '', ...words] = header.split('-');
  return words.reduce(
    (names, word) => names.flatMap((name) => separators.map((each) => name + each + word)),
    [first],
  );
}

/** Every other letter in capitals. */
function mixedCase(name: string): string {
  return [...name].map((letter, i) => (i % 2 ? letter.toLowerCase() : letter.toUpperCase())).join('');
}

describe('an identity header from outside', () => {
  test('CVE-2025-64484: with a live cookie, X_Remote_User is refused', async () => {
    expect(await refusal(alice, { headers: { X_Remote_User: 'boss' } })).toEqual(FORBIDDEN);
  });

  test.each(IDENTITY_HEADERS)(
    'CVE-2026-88011: with a live cookie, %s is refused in every mix of separators and cases',
    async (header) => {
      const spellings = [
        ...mixes(header, ['', '-', '_', '.']).flatMap((name) => [name, mixedCase(name)]),
        // Whatever else HTTP allows in a header's name, some server may drop.
        ...[..."!#$%&'*+^`|~"].map((separator) => header.replaceAll('-', separator)),
        `-${header}`,
        `${header}_`.toUpperCase(),
        header.toLowerCase().replaceAll('-', '--'),
      ];
      const passed: string[] = [];
      for (const name of spellings) {
        const { status } = await refusal(alice, { headers: { [name]: 'boss' } });
        if (status !== 403) passed.push(name);
      }
      expect(passed).toEqual([]);
    },
    30_000,
  );

  test('oauth2-proxy PR 1065: without a cookie it is refused, by whatever method', async () => {
    for (const name of IDENTITY_HEADERS) {
      expect(await refusal(new Visitor(), { headers: { [name]: 'boss' } })).toEqual(FORBIDDEN);
      expect(await refusal(new Visitor(), { headers: { [name]: '' } })).toEqual(FORBIDDEN);
      expect(await trySaving(new Visitor(), { headers: { [name]: 'boss' } })).toEqual(REFUSED);
    }
  });

  test('CVE-2026-88011: one that is listed in Connection, as if it were hop-by-hop, is refused', async () => {
    const headers = { connection: 'close, X-Remote-User', 'x-remote-user': 'boss' };
    expect(await refusal(alice, { headers })).toEqual(FORBIDDEN);
  });
});

describe('a header that claims another address', () => {
  const claims = [
    'X-Forwarded-Uri',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-Original-URI',
    'X-Envoy-Original-Path',
  ];

  test.each(claims)('CVE-2026-40575: %s changes nothing', async (name) => {
    for (const visitor of [alice, new Visitor()]) {
      const plain = await viewPage(visitor);
      const claimed = await viewPage(visitor, 'Home', { headers: { [name]: '/+admin/user' } });
      expect(titleOf(claimed.text)).toBe(titleOf(plain.text));
      expect(nameAtWiki(claimed)).toBe(nameAtWiki(plain));
    }
    expect(await trySaving(new Visitor(), { cookie: deadCookie(), headers: { [name]: '/Home' } })).toEqual(
      REFUSED,
    );
  });

  test.each([
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Prefix', '//evil.example'],
    ['X-Forwarded-Proto', 'javascript'],
    ['X-Script-Name', '//evil.example'],
    ['Forwarded', 'host=evil.example;proto=https'],
  ])('CVE-2026-40575: %s does not change where a link leads', async (name, value) => {
    const page = await viewPage(new Visitor(), 'Home', { headers: { [name]: value } });
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/evil\.example|"javascript:\/\//);
    const root = await new Visitor().send(`${endpoints.wikiUrl}/`, { headers: { [name]: value } });
    expect(root.location?.hostname).toBe(hostname);
  });

  test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'CVE-2026-40575: %s makes no write of a read, and no read of a write',
    async (name) => {
      expect(await trySaving(new Visitor(), { cookie: deadCookie(), headers: { [name]: 'GET' } })).toEqual(
        REFUSED,
      );
      const text = freshText();
      const url = new URL(`/+modify/${OPEN_PAGE}`, endpoints.wikiUrl);
      url.search = new URLSearchParams({ content_form_data_text: text }).toString();
      await new Visitor().send(url, { cookie: deadCookie(), headers: { [name]: 'POST' } });
      expect(await isSaved(text)).toBe(false);
      // That was an editor opened, which locks the page until its reader saves.
      expect(await trySaving(new Visitor())).toEqual(SAVED);
    },
  );
});

describe('another spelling of the host', () => {
  test.each([
    `${hostname.toUpperCase()}:${port}`,
    `${hostname}.:${port}`,
    `${hostname.toUpperCase()}.:${port}`,
    hostname,
  ])('CVE-2026-48794: under Host %s the same policy holds', async (host) => {
    expect(await whoIs(alice, { headers: { host } })).toBe(ALICE);
    expect(await whoIs(new Visitor(), { headers: { host } })).toBeUndefined();
    expect(await refusal(alice, { headers: { host, 'x-remote-user': 'boss' } })).toEqual(FORBIDDEN);
    expect(await trySaving(new Visitor(), { cookie: deadCookie(), headers: { host } })).toEqual(REFUSED);
  });

  test.each(['evil.example', `evil.${hostname}`, `${hostname}.evil.example`])(
    'CVE-2026-48794: under Host %j nothing is served',
    async (host) => {
      const answer = await refusal(new Visitor(), { cookie: stolen.pair, headers: { host } });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain(ALICE);
    },
  );

  test.each([
    ['none', ''],
    ['an empty one', 'Host: \r\n'],
    ['two', `Host: ${hostname}\r\nHost: evil.example\r\n`],
    ['a list', `Host: ${hostname}, evil.example\r\n`],
  ])('CVE-2026-48794: with %s nothing is served', async (_, hosts) => {
    const request = `GET /Home HTTP/1.1\r\n${hosts}Cookie: ${stolen.pair}\r\nConnection: close\r\n\r\n`;
    const answer = await rawHttp(Number(port), request);
    expect(statusesOf(answer)).toEqual([expect.any(Number)]);
    expect(answer).toMatch(/^HTTP\/1\.1 4/);
  });
});

function titleOf(text: string): string | undefined {
  return /<title>(.*?)<\/title>/s.exec(text)?.[1];
}

function deadCookie(): string {
  return `${endpoints.cookieName}=alice##${'0'.repeat(64)}`;
}
