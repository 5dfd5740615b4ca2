import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { memberOf } from '../../functions/shared/sessions/store-keys.ts';
import { ASSERTION_KEY, Bridge, COOKIE_AGE_SECONDS } from '../../harness/bridge.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { CapturedLog } from '../support/captured-log.ts';

const NOBODY = { username: '', email: '', assertion: '' };
let valkey: ValkeyServer;
let publicWiki: Bridge;
let privateWiki: Bridge;
let log: CapturedLog;

beforeAll(async () => {
  log = new CapturedLog();
  valkey = await ValkeyServer.start();
  publicWiki = new Bridge(valkey.url);
  privateWiki = new Bridge(valkey.url, { access: 'private' });
});
beforeEach(async () => {
  await valkey.admin.flushall();
  log.clear();
});
afterAll(async () => {
  publicWiki.close();
  privateWiki.close();
  await valkey.stop();
  log.stop();
});

const nowSeconds = () => Date.now() / 1000;

/** Puts a cookie of the test's own making into the set, as an old writer would. */
async function plant(value: string, score = nowSeconds()): Promise<string> {
  await valkey.admin.zadd('wiki_cookie_keys', score, memberOf(value));
  return value;
}

describe('a live cookie', () => {
  test('lets its user in, in four texts', async () => {
    const { value } = await publicWiki.cookieOf('alice');
    const { isAuthorized, context } = await publicWiki.viewWith(value);
    expect(isAuthorized).toBe(true);
    expect(context).toEqual({
      username: 'alice',
      email: 'alice@example.com',
      assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      reason: '',
    });
  });

  test('is vouched for by an assertion with exactly the promised claims', async () => {
    const { value, member } = await publicWiki.cookieOf('Zoë Müller', 'zoe@example.com');
    const { context } = await publicWiki.viewWith(value);
    const { payload, protectedHeader } = await jwtVerify(
      context?.assertion ?? '',
      Buffer.from(ASSERTION_KEY),
      {
        algorithms: ['HS256'],
        issuer: 'wiki-sso',
        audience: 'wiki.example.com',
      },
    );
    expect(payload).toEqual({
      iss: 'wiki-sso',
      aud: 'wiki.example.com',
      sub: 'Zoë Müller',
      email: 'zoe@example.com',
      sid: member.slice(0, 16),
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 60,
    });
    expect(protectedHeader).toMatchObject({ alg: 'HS256', kid: memberOf(ASSERTION_KEY).slice(0, 8) });
  });

  test('of a user without an email gives no address and no claim', async () => {
    const { value } = await publicWiki.cookieOf('alice', '');
    const { context } = await publicWiki.viewWith(value);
    const { payload } = await jwtVerify(context?.assertion ?? '', Buffer.from(ASSERTION_KEY));
    expect(context?.email).toBe('');
    expect('email' in payload).toBe(false);
  });

  test('gives names as header values that cannot split a header', async () => {
    const { value } = await publicWiki.cookieOf('100% Žluť 李', '');
    expect((await publicWiki.viewWith(value)).context?.username).toBe('100%25 %C5%BDlu%C5%A5 %E6%9D%8E');
  });

  test.each(['GET', 'POST', 'PUT', 'DELETE'])('counts for %s at both kinds of wiki', async (method) => {
    const { value } = await publicWiki.cookieOf('alice');
    for (const wiki of [publicWiki, privateWiki]) {
      expect((await wiki.viewWith(value, { method })).context?.username).toBe('alice');
    }
  });

  test('is the same in double quotes', async () => {
    const { value } = await publicWiki.cookieOf('alice');
    expect((await publicWiki.viewWith(`"${value}"`)).context?.username).toBe('alice');
  });

  test('is read from the header when the gateway gives no list of cookies', async () => {
    const { value } = await publicWiki.cookieOf('alice');
    for (const cookies of [undefined, []]) {
      const page = { ...(cookies && { cookies }), headers: { Cookie: `a=1; wiki_sso=${value}; b=2` } };
      expect((await publicWiki.view(page)).context?.username).toBe('alice');
    }
  });

  test('of an original writer, whole seconds, counts too', async () => {
    const value = await plant(`brian#brian@example.com#${'5e'.repeat(32)}`, Math.floor(nowSeconds()));
    expect((await publicWiki.viewWith(value)).context?.username).toBe('brian');
  });
});

describe('a visitor without a cookie', () => {
  test.each(['GET', 'POST'])('may %s at a public wiki, as nobody', async (method) => {
    const expected = { isAuthorized: true, context: { ...NOBODY, reason: 'no-cookie' } };
    expect(await publicWiki.view({ method })).toEqual(expected);
    expect(await publicWiki.viewWith('', { method })).toEqual(expected);
    expect(await publicWiki.viewWith('""', { method })).toEqual(expected);
  });

  test('is refused at a private wiki', async () => {
    expect(await privateWiki.view()).toEqual({
      isAuthorized: false,
      context: { ...NOBODY, reason: 'no-cookie' },
    });
  });
});

describe('a dead cookie', () => {
  const dead: [string, () => Promise<string>][] = [
    ['that never lived', async () => `alice#a@b.c#${'0'.repeat(64)}`],
    [
      'older than the cookie age, not yet pruned',
      () => plant(`alice##${'5e'.repeat(32)}`, nowSeconds() - COOKIE_AGE_SECONDS - 1),
    ],
    [
      'from a future that no clock difference explains',
      () => plant(`alice##${'5e'.repeat(32)}`, nowSeconds() + 330),
    ],
    ['in two parts', () => plant('alice#a@b.c')],
    ['in four parts', () => plant('alice#a@b.c#k#k')],
    ['with an illegal name', () => plant(`%20alice##${'5e'.repeat(32)}`)],
    ['with an illegal email', () => plant(`alice#a@b@c#${'5e'.repeat(32)}`)],
    ['whose name is not UTF-8', () => plant(`%FF##${'5e'.repeat(32)}`)],
    ['whose name has a broken escape', () => plant(`%4##${'5e'.repeat(32)}`)],
    ['whose name could be spelled otherwise', () => plant(`%61lice##${'5e'.repeat(32)}`)],
    ['escaped in lower case', () => plant(`%c3%a1##${'5e'.repeat(32)}`)],
    ['of 8 KB', async () => 'x'.repeat(8192)],
  ];
  test.each(dead)('%s is nobody for a GET and refused for a POST', async (_what, make) => {
    const value = await make();
    const context = { ...NOBODY, reason: 'dead-cookie' };
    expect(await publicWiki.viewWith(value)).toEqual({ isAuthorized: true, context });
    expect(await publicWiki.viewWith(value, { method: 'POST' })).toEqual({ isAuthorized: false, context });
    expect(await privateWiki.viewWith(value)).toEqual({ isAuthorized: false, context });
  });

  test('is refused for any method that is not known to be safe', async () => {
    const value = `alice#a@b.c#${'0'.repeat(64)}`;
    for (const method of ['HEAD', 'OPTIONS'])
      expect((await publicWiki.viewWith(value, { method })).isAuthorized).toBe(true);
    for (const method of ['PUT', 'PATCH', 'DELETE', 'PROPFIND', 'get', '']) {
      expect((await publicWiki.viewWith(value, { method })).isAuthorized).toBe(false);
    }
  });

  test('by a revocation at the very same time', async () => {
    const score = Math.floor(nowSeconds());
    const value = await plant(`alice##${'5e'.repeat(32)}`, score);
    await valkey.admin.zadd('{wiki_cookie_keys}:revoked', score, 'alice');
    expect((await publicWiki.viewWith(value)).context?.reason).toBe('dead-cookie');
    await valkey.admin.zadd('{wiki_cookie_keys}:revoked', score - 0.000_001, 'alice');
    expect((await publicWiki.viewWith(value)).context?.username).toBe('alice');
    await valkey.admin.zadd('{wiki_cookie_keys}:revoked', '+inf', 'alice');
    expect((await publicWiki.viewWith(value)).context?.reason).toBe('dead-cookie');
  });
});

describe('several cookies of the name', () => {
  const viewAll = (values: string[], method = 'GET') =>
    publicWiki.view({ method, cookies: values.map((value) => `wiki_sso=${value}`) });

  test('oauth2-proxy 2606: the live one counts, wherever it stands', async () => {
    const { value } = await publicWiki.cookieOf('alice');
    for (const values of [
      ['stale', value],
      [value, 'stale'],
      [`"${value}"`, value],
    ]) {
      expect((await viewAll(values)).context?.username).toBe('alice');
    }
  });

  test('the newest of one user counts', async () => {
    const old = await plant(`alice#old@example.com#${'01'.repeat(32)}`, nowSeconds() - 100);
    const young = await plant(`alice#new@example.com#${'02'.repeat(32)}`, nowSeconds() - 50);
    for (const values of [
      [old, young],
      [young, old],
    ]) {
      expect((await viewAll(values)).context?.email).toBe('new@example.com');
    }
  });

  test('of two users make nobody of the visitor, and no edit', async () => {
    const alice = await publicWiki.cookieOf('alice');
    const mallory = await publicWiki.cookieOf('mallory');
    for (const values of [
      [alice.value, mallory.value],
      [mallory.value, alice.value],
    ]) {
      const context = { ...NOBODY, reason: 'conflicting-cookies' };
      expect(await viewAll(values)).toEqual({ isAuthorized: true, context });
      expect(await viewAll(values, 'POST')).toEqual({ isAuthorized: false, context });
    }
  });

  test('are at most four; more are dead', async () => {
    const { value } = await publicWiki.cookieOf('alice');
    expect((await viewAll([value, 'a', 'b', 'c', value, 'a'])).context?.username).toBe('alice');
    expect((await viewAll([value, 'a', 'b', 'c', 'd'])).context?.reason).toBe('dead-cookie');
  });

  test('in a header of 10 KB with 300 cookies and broken syntax do not break it', async () => {
    const noise = Array.from({ length: 300 }, (_, i) => `c${i}=${'x'.repeat(20)}`).join('; ');
    const { value } = await publicWiki.cookieOf('alice');
    const cookie = `;;=; wiki_sso; wiki_sso =x; ${noise}; \ud800=1; wiki_sso=${value}`;
    expect((await publicWiki.view({ headers: { cookie } })).context?.username).toBe('alice');
  });
});

describe('a request that brings an identity header', () => {
  test.each([
    'x-remote-user',
    'X_Remote_User',
    'X.Remote.User',
    'xremoteuser',
    'X-REMOTE_EMAIL',
    'x-wiki.identity',
  ])('CVE-2025-64484, CVE-2026-88011: %s is refused with and without a cookie', async (header) => {
    const { value } = await publicWiki.cookieOf('alice');
    for (const cookies of [[], [`wiki_sso=${value}`]]) {
      const answer = await publicWiki.view({ cookies, headers: { [header]: 'admin' } });
      expect(answer).toEqual({ isAuthorized: false, context: { ...NOBODY, reason: 'forged-header' } });
    }
  });

  test('is refused also when the header is empty', async () => {
    expect((await publicWiki.view({ headers: { 'x-remote-user': '' } })).isAuthorized).toBe(false);
  });

  test('CVE-2026-40575: other headers that name a path or a host change nothing', async () => {
    const headers = {
      'x-forwarded-uri': '/admin',
      'x-original-url': '/x',
      'x-rewrite-url': '/y',
      host: 'WIKI.Example.COM.',
    };
    const { value } = await publicWiki.cookieOf('alice');
    expect((await publicWiki.viewWith(value, { headers })).context?.username).toBe('alice');
  });
});

describe('the wiki', () => {
  test('is told by the API id alone; an unknown one is an error, not an open door', async () => {
    await expect(publicWiki.view({ apiId: 'other', headers: { host: 'wiki.example.com' } })).rejects.toThrow(
      'No wiki',
    );
  });
});

test('one line tells how it ended, and none of it opens anything', async () => {
  const { value, member } = await publicWiki.cookieOf('alice');
  log.clear();
  const { context } = await publicWiki.viewWith(value);
  await publicWiki.viewWith('rubbish', { method: 'POST' });

  expect(log.records).toMatchObject([
    {
      Function: 'authorizer',
      Outcome: 'signed_in',
      wiki: 'wiki.example.com',
      isAuthorized: true,
      sid: member.slice(0, 16),
      requestId: 'test-request',
    },
    { Outcome: 'refused:dead-cookie', isAuthorized: false },
  ]);
  for (const secret of [value.slice(-64), member, context?.assertion ?? 'none', 'rubbish', 'alice@']) {
    expect(log.text).not.toContain(secret);
  }
});
