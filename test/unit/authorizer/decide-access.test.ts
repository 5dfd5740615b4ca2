import { beforeEach, describe, expect, test } from '@jest/globals';
import { type DecisionDependencies, decideAccess } from '../../../functions/authorizer/decide-access.ts';
import type { Session } from '../../../functions/authorizer/find-session.ts';
import type { Access } from '../../../functions/authorizer/wiki-policy.ts';
import { type BridgeError, SecretUnavailableError } from '../../../functions/shared/runtime/errors.ts';
import { memberOf } from '../../../functions/shared/sessions/store-keys.ts';
import { authorizerEvent, type PageView } from '../../../harness/lambda-events.ts';
import { FakeSessionStore } from '../../support/fake-session-store.ts';

const LIVE = `alice#alice@example.com#${'5e'.repeat(32)}`;
const OTHER = `mallory#m@example.com#${'5e'.repeat(32)}`;
const DEAD = 'alice#alice@example.com#dead';
const SAFE = ['GET', 'HEAD', 'OPTIONS'];
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'CONNECT', 'PROPFIND', 'get', ''];
const NOBODY = { username: '', email: '', assertion: '' };

let store: FakeSessionStore;
let faults: BridgeError[];
let asserted: Session[];
beforeEach(() => {
  store = new FakeSessionStore();
  store.add(memberOf(LIVE), Date.now() / 1000 - 10);
  store.add(memberOf(OTHER), Date.now() / 1000 - 5);
  faults = [];
  asserted = [];
});

function decide(access: Access, view: PageView, over: Partial<DecisionDependencies> = {}) {
  return decideAccess(authorizerEvent(view), {
    access,
    cookieName: 'wiki_sso',
    rules: { cookieAgeSeconds: 1000 },
    store,
    assert: async (session) => {
      asserted.push(session);
      return 'assertion';
    },
    deadline: Date.now() + 1000,
    onFault: (fault) => faults.push(fault),
    ...over,
  });
}

const withCookie = (...values: string[]): PageView => ({
  cookies: values.map((value) => `wiki_sso=${value}`),
});
const anonymous = (reason: string) => ({ isAuthorized: true, context: { ...NOBODY, reason } });
const refused = (reason: string) => ({ isAuthorized: false, context: { ...NOBODY, reason } });
const ALICE = {
  isAuthorized: true,
  context: { username: 'alice', email: 'alice@example.com', assertion: 'assertion', reason: '' },
};

describe('without a cookie', () => {
  test.each([...SAFE, ...UNSAFE])('a public wiki passes %s on as anonymous', async (method) => {
    expect(await decide('public', { method })).toEqual(anonymous('no-cookie'));
  });

  test.each([...SAFE, ...UNSAFE])('a private wiki refuses to %s', async (method) => {
    expect(await decide('private', { method })).toEqual(refused('no-cookie'));
  });

  test('the store is not asked, so it may be down', async () => {
    store.goDown();
    for (const view of [
      {},
      { cookies: [] },
      { cookies: ['other=1', 'wiki_sso='] },
      { headers: { cookie: 'a=b' } },
    ]) {
      expect(await decide('public', view)).toEqual(anonymous('no-cookie'));
    }
    expect(store.runs).toBe(0);
  });
});

describe('with a live cookie', () => {
  test.each([...SAFE, ...UNSAFE])('its user may %s, on any wiki', async (method) => {
    expect(await decide('public', { ...withCookie(LIVE), method })).toEqual(ALICE);
    expect(await decide('private', { ...withCookie(LIVE), method })).toEqual(ALICE);
  });

  test('the assertion is of the session that was found', async () => {
    await decide('public', withCookie(LIVE));
    expect(asserted).toEqual([expect.objectContaining({ member: memberOf(LIVE) })]);
  });

  test('the name and the address are written as header values', async () => {
    const value = `Zo%C3%AB%25#zo%C3%AB@x#${'5e'.repeat(32)}`;
    store.add(memberOf(value), Date.now() / 1000);
    const { context } = await decide('public', withCookie(value));
    expect(context).toMatchObject({ username: 'Zo%C3%AB%25', email: 'zo%C3%AB@x' });
  });

  test('in quotes its user is known as well', async () => {
    expect(await decide('public', withCookie(`"${LIVE}"`))).toEqual(ALICE);
  });

  test('vouch-proxy 84: a dead one beside it does no harm, in any order', async () => {
    expect(await decide('private', withCookie(DEAD, LIVE))).toEqual(ALICE);
    expect(await decide('private', withCookie(LIVE, DEAD))).toEqual(ALICE);
  });
});

describe('with a cookie that does not count', () => {
  test.each([
    ['dead-cookie', [DEAD]],
    ['dead-cookie', ['\ud800']],
    ['dead-cookie', [LIVE, 'b', 'c', 'd', 'e']],
    ['conflicting-cookies', [LIVE, OTHER]],
    ['conflicting-cookies', [OTHER, LIVE]],
  ])(
    '(%s) a public wiki may be read as nobody and not edited, a private one neither: %j',
    async (reason, values) => {
      for (const method of SAFE) {
        expect(await decide('public', { ...withCookie(...values), method })).toEqual(anonymous(reason));
      }
      for (const method of UNSAFE) {
        expect(await decide('public', { ...withCookie(...values), method })).toEqual(refused(reason));
      }
      for (const method of [...SAFE, ...UNSAFE]) {
        expect(await decide('private', { ...withCookie(...values), method })).toEqual(refused(reason));
      }
    },
  );

  test('oauth2-proxy 1784: an edit is refused, never passed on as anonymous and never redirected', async () => {
    expect(await decide('public', { ...withCookie(DEAD), method: 'POST' })).toEqual(refused('dead-cookie'));
  });

  test('no method override makes an edit a safe request', async () => {
    const headers = { 'x-http-method-override': 'GET', 'x-method-override': 'GET' };
    expect(await decide('public', { ...withCookie(DEAD), method: 'POST', headers })).toEqual(
      refused('dead-cookie'),
    );
  });
});

describe('with the store out of reach', () => {
  beforeEach(() => {
    store.goDown();
  });

  test.each(SAFE)(
    'oauth2-proxy 1630: a public wiki can be read as anonymous (%s), and the fault is reported',
    async (method) => {
      expect(await decide('public', { ...withCookie(LIVE), method })).toEqual(anonymous('store-unreachable'));
      expect(faults).toEqual([store.fault]);
    },
  );

  test.each(UNSAFE)('an edit fails, to be tried again: %s', async (method) => {
    await expect(decide('public', { ...withCookie(LIVE), method })).rejects.toBe(store.fault);
  });

  test.each([...SAFE, ...UNSAFE])('a private wiki fails: %s', async (method) => {
    await expect(decide('private', { ...withCookie(LIVE), method })).rejects.toBe(store.fault);
  });
});

describe('with a session that cannot be asserted', () => {
  const fault = new SecretUnavailableError('AccessDenied');
  const over = { assert: () => Promise.reject(fault) };

  test('a public wiki can be read as anonymous, and the fault is reported', async () => {
    expect(await decide('public', withCookie(LIVE), over)).toEqual(anonymous('secret-unavailable'));
    expect(faults).toEqual([fault]);
  });

  test('an edit fails, and so does a private wiki: no name goes out without its assertion', async () => {
    await expect(decide('public', { ...withCookie(LIVE), method: 'POST' }, over)).rejects.toBe(fault);
    await expect(decide('private', withCookie(LIVE), over)).rejects.toBe(fault);
  });
});

test('a fault of the code itself passes no request on, not even to read', async () => {
  store.fault = new TypeError('a bug');
  await expect(decide('public', withCookie(LIVE))).rejects.toThrow('a bug');
  expect(faults).toEqual([]);
});

describe('a request that brings an identity header is refused', () => {
  test('CVE-2025-64484: with a live cookie and another spelling', async () => {
    expect(await decide('public', { ...withCookie(LIVE), headers: { X_Remote_User: 'admin' } })).toEqual(
      refused('forged-header'),
    );
  });

  test('oauth2-proxy PR 1065: without a cookie, on a public wiki', async () => {
    expect(await decide('public', { headers: { 'x-remote-user': 'admin' } })).toEqual(
      refused('forged-header'),
    );
  });

  test('on a private wiki, with any method, before the store is asked', async () => {
    store.goDown();
    for (const method of [...SAFE, ...UNSAFE]) {
      const view = { ...withCookie(LIVE), method, headers: { 'X.Wiki.Identity': '' } };
      expect(await decide('private', view)).toEqual(refused('forged-header'));
    }
    expect(store.runs).toBe(0);
  });
});

describe('headers that claim another host, path or client', () => {
  test.each([
    [
      'CVE-2026-40575',
      { 'x-forwarded-uri': '/public', 'x-original-url': '/public', 'x-rewrite-url': '/public' },
    ],
    ['CVE-2026-48794', { host: 'WIKI.Example.COM.' }],
    [
      'a proxy',
      { 'x-forwarded-host': 'other.example.com', forwarded: 'host=other', authorization: 'Bearer x' },
    ],
  ])('change nothing: %s', async (_what, headers) => {
    expect(await decide('private', { headers })).toEqual(refused('no-cookie'));
    expect(await decide('public', { headers, method: 'POST', ...withCookie(DEAD) })).toEqual(
      refused('dead-cookie'),
    );
    expect(await decide('private', { headers, ...withCookie(LIVE) })).toEqual(ALICE);
  });
});

describe('where the cookie is read', () => {
  test.each(['cookie', 'Cookie', 'COOKIE'])(
    'the header %s serves when the gateway has not split it',
    async (name) => {
      const headers = { [name]: `a=b; wiki_sso=${LIVE}; c=d` };
      expect(await decide('private', { headers })).toEqual(ALICE);
      expect(await decide('private', { headers, cookies: [] })).toEqual(ALICE);
    },
  );

  test('the header is not read beside the split cookies', async () => {
    const view = { headers: { cookie: `wiki_sso=${LIVE}` }, cookies: ['a=b'] };
    expect(await decide('private', view)).toEqual(refused('no-cookie'));
  });

  test('an event without headers or cookies has none', async () => {
    const event = { ...authorizerEvent(), headers: undefined, cookies: null } as never;
    const rules = { access: 'public', cookieName: 'wiki_sso', store } as unknown as DecisionDependencies;
    expect(await decideAccess(event, rules)).toEqual(anonymous('no-cookie'));
  });
});

test('300 cookies, broken ones among them, are read in time and give no session', async () => {
  const cookies = Array.from({ length: 300 }, (_, i) => `wiki_sso=\ud800;${'='.repeat(30)};wiki_sso="${i}`);
  const started = performance.now();
  expect(await decide('public', { cookies })).toEqual(anonymous('dead-cookie'));
  expect(performance.now() - started).toBeLessThan(100);
});
