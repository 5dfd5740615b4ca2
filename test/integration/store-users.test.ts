import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { Bridge } from '../../harness/bridge.ts';
import { lambdaContext } from '../../harness/lambda-events.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { accessString, CONNECTING } from '../../lib/store-users.ts';
import { CapturedLog } from '../support/captured-log.ts';

const PASSWORD = 'stands-in-for-a-token';
const ALICE = { username: 'alice', email: 'alice@example.com' };
let valkey: ValkeyServer;
let root: Bridge;
let bridge: Bridge | undefined;
let log: CapturedLog;

beforeAll(async () => {
  log = new CapturedLog();
  valkey = await ValkeyServer.start();
  root = new Bridge(valkey.url);
});
beforeEach(async () => {
  await valkey.admin.flushall();
  await valkey.admin.script('FLUSH');
});
afterEach(() => bridge?.close());
afterAll(async () => {
  root.close();
  await valkey.stop();
  log.stop();
});

/** Gives each function a user with exactly the rights that the stack gives it, and a few rules more. */
async function bridgeWithUsers(more: Partial<Record<FunctionName, string[]>> = {}): Promise<Bridge> {
  for (const fn of Object.values(FunctionName)) {
    await valkey.setUser(fn, 'reset', `>${PASSWORD}`, ...accessString(fn).split(' '), ...(more[fn] ?? []));
  }
  const { host, port } = parseStoreUrl(valkey.url);
  bridge = new Bridge((fn) => ({
    endpoint: async () => ({ host, port, username: fn, password: PASSWORD }),
    renew: async () => {},
  }));
  return bridge;
}

/** Everything that a function ever does; it throws or says false when any of it is not allowed. */
const WORK: Record<FunctionName, (bridge: Bridge) => Promise<boolean>> = {
  [FunctionName.loginHook]: async (bridge) => {
    const { member } = await root.cookieOf('alice');
    await valkey.admin.script('FLUSH');
    return (await bridge.hook('login', { ...ALICE, replaces: member })).status === 200;
  },
  [FunctionName.logoutHook]: async (bridge) => {
    const { member } = await root.cookieOf('alice');
    await valkey.admin.script('FLUSH');
    const one = await bridge.hook('logout', { member });
    const all = await bridge.hook('logout', { username: 'alice' });
    return one.status === 200 && all.status === 200;
  },
  [FunctionName.authorizer]: async (bridge) => {
    const { value } = await root.cookieOf('alice');
    return (await bridge.viewWith(value)).context?.username === 'alice';
  },
  [FunctionName.expire]: async (bridge) => {
    await valkey.admin.zadd('wiki_cookie_keys', 1, 'old');
    await valkey.admin.zadd('{wiki_cookie_keys}:revoked', 1, 'bob');
    await valkey.admin.script('FLUSH');
    const counted = await bridge.expire({ dryRun: true }, lambdaContext()).catch(() => ({ due: 0 }));
    const pruned = await bridge.expire({}, lambdaContext()).catch(() => ({ removed: 0 }));
    return counted.due === 2 && pruned.removed === 2;
  },
};

describe("with the stack's users", () => {
  test.each(Object.values(FunctionName))('%s does all its work', async (fn) => {
    const restricted = await bridgeWithUsers();
    expect(await WORK[fn](restricted)).toBe(true);
  });

  const rights = Object.values(FunctionName).flatMap((fn) =>
    accessString(fn)
      .split(' ')
      .filter((rule) => rule.startsWith('+') && !CONNECTING.includes(rule.slice(1)))
      .map((rule) => [fn, rule] as const),
  );
  test.each(rights)('%s cannot do without %s', async (fn, rule) => {
    const restricted = await bridgeWithUsers({ [fn]: [rule.replace('+', '-')] });
    expect(await WORK[fn](restricted)).toBe(false);
  });

  test('the authorizer can only read, and only the two sets', async () => {
    await bridgeWithUsers();
    const mayDo = async (...command: string[]) =>
      (await valkey.admin.call('ACL', 'DRYRUN', FunctionName.authorizer, ...command)) === 'OK';
    expect(await mayDo('ZSCORE', 'wiki_cookie_keys', 'm')).toBe(true);
    expect(await mayDo('ZSCORE', '{wiki_cookie_keys}:revoked', 'm')).toBe(true);
    expect(await mayDo('ZSCORE', 'other', 'm')).toBe(false);
    for (const command of [
      ['ZADD', 'wiki_cookie_keys', '1', 'm'],
      ['ZREM', 'wiki_cookie_keys', 'm'],
      ['ZRANGE', 'wiki_cookie_keys', '0', '-1'],
      ['GET', '{wiki_cookie_keys}:hook:x'],
      ['EVAL', 'return 1', '0'],
      ['KEYS', '*'],
      ['FLUSHALL'],
    ]) {
      expect([command[0], await mayDo(...command)]).toEqual([command[0], false]);
    }
  });
});
