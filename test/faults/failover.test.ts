import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Bridge } from '../../harness/bridge.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { CapturedLog } from '../support/captured-log.ts';
import { FaultProxy } from '../support/fault-proxy.ts';

let primary: ValkeyServer;
let replica: ValkeyServer;
let between: FaultProxy;
let log: CapturedLog;

beforeAll(async () => {
  log = new CapturedLog();
  primary = await ValkeyServer.start('--repl-diskless-sync-delay', '0');
  replica = await ValkeyServer.start();
  between = await FaultProxy.start(primary.port);
  await replica.admin.replicaof('127.0.0.1', between.port);
});
afterAll(async () => {
  await between.stop();
  await primary.stop();
  await replica.stop();
  log.stop();
});

/** Waits until the replica knows of the login. */
async function replicated(): Promise<void> {
  for (let tries = 0; (await replica.admin.zcard('wiki_cookie_keys')) === 0; tries++) {
    if (tries > 500) throw new Error('the login never arrived at the replica');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Not a promise kept but one not made: docs/reliability.md, "What a store may lose".
test('a logout that a primary acknowledged and did not pass on before it died comes undone, until it is repeated', async () => {
  const before = new Bridge(primary.url);
  const { value, member } = await before.cookieOf('alice');
  await replicated();
  between.treatment = { silent: true };
  expect((await before.hook('logout', { member })).json.removed).toBe(true);
  expect((await before.viewWith(value)).context?.reason).toBe('dead-cookie');
  await primary.kill();
  before.close();
  await replica.admin.replicaof('NO', 'ONE');

  const after = new Bridge(replica.url);
  try {
    expect((await after.viewWith(value)).context?.username).toBe('alice');
    await after.hook('logout', { username: 'alice' });
    expect((await after.viewWith(value)).context?.reason).toBe('dead-cookie');
  } finally {
    after.close();
  }
}, 30_000);
