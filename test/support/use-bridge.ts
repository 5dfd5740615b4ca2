/** Starts a store and a bridge for the tests of one file, and stops them. */

import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { Bridge } from '../../harness/bridge.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { CapturedLog } from './captured-log.ts';
import { HookServer } from './hook-server.ts';

// Set before the first test; importers see the new values. Jest loads this module once for each test file.
export let valkey: ValkeyServer;
export let bridge: Bridge;
/** The hooks over HTTP; only with `overHttp`. */
export let hooks: HookServer;
export let log: CapturedLog;

/**
 * Sets `valkey`, `bridge` and `log` for the tests of a file. Each test starts with an empty store and an empty log.
 * @param overHttp whether to serve the hooks over HTTP and set `hooks` as well
 */
export function useBridge({ overHttp = false } = {}): void {
  beforeAll(async () => {
    log = new CapturedLog();
    valkey = await ValkeyServer.start();
    bridge = new Bridge(valkey.url);
    if (overHttp) hooks = await HookServer.start(bridge);
  });
  beforeEach(async () => {
    await valkey.admin.flushall();
    log.clear();
    if (!overHttp) return;
    hooks.requests.length = 0;
    hooks.canned = [];
  });
  afterAll(async () => {
    await hooks?.stop();
    bridge?.close();
    await valkey?.stop();
    log?.stop();
  });
}
