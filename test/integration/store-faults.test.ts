import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Bridge } from '../support/bridge.ts';
import { CapturedLog } from '../support/captured-log.ts';
import { lambdaContext } from '../support/lambda-events.ts';
import { ValkeyServer } from '../support/valkey-server.ts';

const ALICE = { username: 'alice', email: 'alice@example.com' };
const NOBODY = { username: '', email: '', assertion: '', reason: 'store-unreachable' };
let valkey: ValkeyServer;
let bridge: Bridge;
let log: CapturedLog;

beforeAll(async () => {
  log = new CapturedLog();
  valkey = await ValkeyServer.start();
});
beforeEach(async () => {
  await valkey.launch();
  await valkey.admin.flushall();
  bridge?.close();
  bridge = new Bridge(valkey.url);
  log.clear();
});
afterAll(async () => {
  bridge.close();
  await valkey.stop();
  log.stop();
});

/** Runs something and tells how long it took, in milliseconds. */
async function timed<T>(run: Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now();
  return { result: await run, ms: performance.now() - started };
}

const faults: [string, () => unknown, () => unknown][] = [
  ['gone', () => valkey.kill(), () => valkey.launch()],
  ['hung', () => valkey.pause(), () => valkey.resume()],
];

describe.each(faults)('a store that is %s', (_what, breakIt, mendIt) => {
  test('at login: 503 with Retry-After, no cookie, and it works again afterwards', async () => {
    await bridge.cookieOf('bob');
    await breakIt();
    const { result, ms } = await timed(bridge.hook('login', ALICE));
    await mendIt();
    expect(result.status).toBe(503);
    expect(result.headers['retry-after']).toBe('1');
    expect(result.cookies).toEqual([]);
    expect(result.json.error.code).toBe('store_unreachable');
    expect(ms).toBeLessThan(2000);
    expect((await bridge.hook('login', ALICE)).status).toBe(200);
  });

  test('at logout: 503, and the same logout under a new id succeeds afterwards', async () => {
    const { member, value } = await bridge.cookieOf('alice');
    await breakIt();
    const { result, ms } = await timed(bridge.hook('logout', { member }));
    await mendIt();
    expect(result.status).toBe(503);
    expect(ms).toBeLessThan(2000);
    expect((await bridge.hook('logout', { member })).status).toBe(200);
    expect((await bridge.viewWith(value)).context?.username).toBe('');
  });

  test('at a page view: nobody for a GET, an error for a POST or a members wiki, all within two seconds', async () => {
    const members = new Bridge(valkey.url, { access: 'members' });
    const { value } = await bridge.cookieOf('alice');
    await members.viewWith(value);
    await breakIt();
    const [get, post, member, withoutCookie] = await Promise.all([
      timed(bridge.viewWith(value)),
      timed(bridge.viewWith(value, { method: 'POST' }).catch((error: Error) => error)),
      timed(members.viewWith(value).catch((error: Error) => error)),
      timed(bridge.view({ method: 'POST' })),
    ]);
    await mendIt();
    members.close();

    expect(get.result).toEqual({ isAuthorized: true, context: NOBODY });
    expect(post.result).toMatchObject({ code: 'store_unreachable' });
    expect(member.result).toMatchObject({ code: 'store_unreachable' });
    expect(withoutCookie.result).toMatchObject({ isAuthorized: true });
    for (const { ms } of [get, post, member]) expect(ms).toBeLessThan(2200);
    expect(log.records).toContainEqual(
      expect.objectContaining({
        Outcome: 'anonymous:store-unreachable',
        level: 'error',
        error: 'StoreUnreachable',
      }),
    );
  });

  test('at pruning: an error that says so, and the next run does the work', async () => {
    await valkey.admin.zadd('wiki_cookie_keys', 1, 'old');
    await breakIt();
    await expect(bridge.expire({}, lambdaContext())).rejects.toMatchObject({ code: 'store_unreachable' });
    await mendIt();
    await valkey.admin.zadd('wiki_cookie_keys', 1, 'old', 2, 'older');
    expect(await bridge.expire({}, lambdaContext())).toMatchObject({ total: 0, remaining: 0 });
  });
});

describe('after a fault', () => {
  test('the first request over a socket that died meanwhile is answered', async () => {
    const { value } = await bridge.cookieOf('alice');
    expect((await bridge.viewWith(value)).context?.username).toBe('alice');
    await valkey.cutConnections();
    expect((await bridge.viewWith(value)).context?.username).toBe('alice');
  });

  test('a login whose answer was lost on the way is answered once, not refused as a replay', async () => {
    await bridge.cookieOf('bob');
    const login = bridge.hook('login', ALICE);
    await valkey.cutConnections();
    const { status } = await login;
    expect(status).toBe(200);
    expect(await valkey.admin.zcard('wiki_cookie_keys')).toBe(2);
  });
});

describe('a store that answers with an error', () => {
  test('oauth2-proxy 1658: a read-only replica is a clear error for writers and no fault for readers', async () => {
    const { value } = await bridge.cookieOf('alice');
    await valkey.admin.replicaof('127.0.0.1', 1);
    const reply = await bridge.hook('login', ALICE);
    const view = await bridge.viewWith(value);
    await valkey.admin.replicaof('NO', 'ONE');
    expect(reply.status).toBe(503);
    expect(log.records).toContainEqual(
      expect.objectContaining({ error: 'StoreUnreachable', detail: 'READONLY' }),
    );
    expect(view.context?.username).toBe('alice');
  });

  test('a full store refuses logins and still logs out', async () => {
    const { member, value } = await bridge.cookieOf('alice');
    await valkey.admin.config('SET', 'maxmemory', '1');
    const login = await bridge.hook('login', ALICE);
    await bridge.hook('logout', { member });
    const view = await bridge.viewWith(value);
    await valkey.admin.config('SET', 'maxmemory', '0');
    expect(login.status).toBe(503);
    expect(view.context?.reason).toBe('dead-cookie');
  });

  test('a wrong password is a clear error, and no command or argument is logged', async () => {
    await valkey.admin.config('SET', 'requirepass', 'right-password');
    const locked = new Bridge(valkey.url.replace('127', ':wrong-password@127'));
    const { status } = await locked.hook('login', ALICE);
    locked.close();
    await valkey.admin.config('SET', 'requirepass', '');
    expect(status).toBe(503);
    expect(log.text).toContain('WRONGPASS');
    expect(log.text).not.toContain('wrong-password');
    expect(log.text).not.toContain('alice');
  });
});
