import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Bridge } from '../../harness/bridge.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { CapturedLog } from '../support/captured-log.ts';

const ALICE = { username: 'alice', email: 'alice@example.com' };
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

// In time, safe and mended at once, fault by fault: test/faults.
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
