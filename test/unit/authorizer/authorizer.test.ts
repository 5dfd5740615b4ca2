import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { createAuthorizer } from '../../../functions/authorizer/authorizer.ts';
import { type AssertionKey, parseAssertionKey } from '../../../functions/authorizer/identity-assertion.ts';
import type { Access } from '../../../functions/authorizer/wiki-policy.ts';
import { CachedValue } from '../../../functions/shared/runtime/cached-value.ts';
import { memberOf } from '../../../functions/shared/sessions/store-keys.ts';
import { authorizerEvent, lambdaContext, type PageView } from '../../../harness/lambda-events.ts';
import { CapturedLog } from '../../support/captured-log.ts';
import { expectDuration } from '../../support/expect-duration.ts';
import { FakeSessionStore } from '../../support/fake-session-store.ts';

const LIVE = `alice#alice@example.com#${'5e'.repeat(32)}`;
const TIMES = { freshMs: 1000, retryMs: 1000 };
const keyOf = (name: string) => new CachedValue(async () => parseAssertionKey(name.padEnd(40, '.')), TIMES);

let store: FakeSessionStore;
let log: CapturedLog;
let keys: Record<string, CachedValue<AssertionKey>>;
beforeEach(() => {
  store = new FakeSessionStore();
  store.add(memberOf(LIVE), Date.now() / 1000 - 10);
  log = new CapturedLog();
  keys = { 'arn:wiki': keyOf('wiki'), 'arn:intranet': keyOf('intranet') };
});
afterEach(() => {
  log.stop();
});

function view(page: PageView = {}) {
  const wiki = (name: string, access: Access) => ({
    host: `${name}.example.com`,
    access,
    keyArn: `arn:${name}`,
  });
  const authorize = createAuthorizer({
    cookieName: 'wiki_sso',
    rules: { cookieAgeSeconds: 1000 },
    issuer: 'wiki-sso',
    wikis: new Map([
      ['wiki-api', wiki('wiki', 'public')],
      ['intranet-api', wiki('intranet', 'private')],
    ]),
    store,
    assertionKey: (arn) => keys[arn] as CachedValue<AssertionKey>,
  });
  return authorize(authorizerEvent(page), lambdaContext());
}

const cookies = [`wiki_sso=${LIVE}`];

describe('every answer', () => {
  const pages: [string, PageView, boolean][] = [
    ['a visitor', {}, true],
    ['a user', { cookies }, true],
    ['a dead cookie', { cookies: ['wiki_sso=x'] }, true],
    ['an edit with a dead cookie', { cookies: ['wiki_sso=x'], method: 'POST' }, false],
    ['a forged header', { headers: { 'x-remote-user': 'x' } }, false],
    ['a stranger to the intranet', { apiId: 'intranet-api' }, false],
  ];
  test.each(pages)(
    'ministack 1370: has a boolean and the same four strings: %s',
    async (_who, page, allowed) => {
      const answer = await view(page);
      expect(Object.keys(answer).sort()).toEqual(['context', 'isAuthorized']);
      expect(answer.isAuthorized).toBe(allowed);
      expect(Object.keys(answer.context).sort()).toEqual(['assertion', 'email', 'reason', 'username']);
      for (const value of Object.values(answer.context)) expect(typeof value).toBe('string');
    },
  );
});

describe('the wiki', () => {
  test('is found by the API id, not by a header', async () => {
    const headers = { host: 'wiki.example.com' };
    expect((await view({ apiId: 'intranet-api', headers })).isAuthorized).toBe(false);
    expect((await view({ apiId: 'wiki-api', headers: { host: 'intranet.example.com' } })).isAuthorized).toBe(
      true,
    );
  });

  test('that is not known gets no answer', async () => {
    await expect(view({ apiId: 'other', cookies })).rejects.toMatchObject({ code: 'unknown_wiki' });
    expect(log.records).toEqual([expect.objectContaining({ level: 'error', Outcome: 'unknown_wiki' })]);
  });

  test('gets assertions for itself, by its own key', async () => {
    const wiki = (await view({ cookies })).context.assertion;
    const intranet = (await view({ cookies, apiId: 'intranet-api' })).context.assertion;
    expect(decodeJwt(wiki)).toMatchObject({ aud: 'wiki.example.com', sub: 'alice', iss: 'wiki-sso' });
    expect(decodeJwt(intranet)).toMatchObject({ aud: 'intranet.example.com', sub: 'alice' });
    expect(Math.abs((decodeJwt(wiki).iat ?? 0) - Date.now() / 1000)).toBeLessThan(5);
    expect(decodeJwt(wiki).sid).toBe(memberOf(LIVE).slice(0, 16));
    expect(wiki.split('.')[0]).not.toBe(intranet.split('.')[0]);
  });
});

describe('the log', () => {
  test.each([
    ['signed_in', 'info', { cookies }],
    ['anonymous:no-cookie', 'info', {}],
    ['anonymous:dead-cookie', 'info', { cookies: ['wiki_sso=x'] }],
    ['refused:dead-cookie', 'info', { cookies: ['wiki_sso=x'], method: 'POST' }],
    ['refused:forged-header', 'info', { headers: { 'x-remote-user': 'x' } }],
  ])('has one line: %s', async (Outcome, level, page) => {
    await view(page);
    expect(log.records).toEqual([
      expect.objectContaining({ Outcome, level, Function: 'authorizer', wiki: 'wiki.example.com' }),
    ]);
    expectDuration(log.records[0]?.Latency);
  });

  test('shows a fault even if the request passed', async () => {
    store.goDown();
    await view({ cookies });
    expect(log.records).toEqual([
      expect.objectContaining({
        level: 'error',
        Outcome: 'anonymous:store-unreachable',
        error: 'StoreUnreachable',
        detail: 'timeout',
      }),
    ]);
  });

  test('holds no cookie, no name and no assertion', async () => {
    const { context } = await view({ cookies });
    store.fault = new TypeError(`a bug at ${LIVE}`);
    await expect(view({ cookies })).rejects.toThrow();
    expect(log.records).toHaveLength(2);
    expect(log.records[1]).toMatchObject({ level: 'error', Outcome: 'internal_error' });
    for (const secret of [LIVE, '5e5e', 'alice', memberOf(LIVE), context.assertion]) {
      expect(log.text).not.toContain(secret);
    }
  });
});

describe('a key that does not come', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    keys['arn:wiki'] = new CachedValue(() => new Promise<AssertionKey>(() => {}), TIMES);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('ends the wait within two seconds: reading goes on as anonymous, an edit fails', async () => {
    const read = view({ cookies });
    const edit = view({ cookies, method: 'POST' }).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(2000);
    const waiting = Promise.resolve('still waiting');
    expect(await Promise.race([read, waiting])).toMatchObject({ context: { reason: 'secret-unavailable' } });
    expect(await Promise.race([edit, waiting])).toMatchObject({ code: 'secret_unavailable' });
  });
});
