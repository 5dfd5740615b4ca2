import { afterEach, describe, expect, test } from '@jest/globals';
import { SecretUnavailableError } from '../../../functions/shared/runtime/errors.ts';
import type { StoreEndpoint } from '../../../functions/shared/store/store-access.ts';
import { StoreConnection } from '../../../functions/shared/store/store-connection.ts';
import { storeScript } from '../../../functions/shared/store/store-script.ts';
import { parseStoreUrl } from '../../../functions/shared/store/store-url.ts';
import { CLOSE, type Script, ScriptedStore } from '../../support/scripted-store.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function storeWith(script: Script): Promise<ScriptedStore> {
  const store = await ScriptedStore.start(script);
  closers.push(() => store.stop());
  return store;
}

function connect(...urls: string[]): StoreConnection {
  const connection = new StoreConnection({
    endpoint: async () => parseStoreUrl((urls.length > 1 ? urls.shift() : urls[0]) as string),
    renew: async () => {},
  });
  closers.push(() => connection.close());
  return connection;
}

const look = (connection: StoreConnection, budgetMs = 1500) =>
  connection.run(Date.now() + budgetMs, (commands) => commands.scores([{ set: 'set', member: 'hunter2' }]));

const names = (store: ScriptedStore) => store.commands.map(([name]) => name?.toUpperCase());

describe('a lookup', () => {
  test('goes out over one connection, made at the first command and kept', async () => {
    const store = await storeWith(() => '$3\r\n1.5\r\n');
    const connection = connect(store.url);
    expect(store.connections).toBe(0);
    expect(await look(connection)).toEqual([1.5]);
    expect(await look(connection)).toEqual([1.5]);
    expect(store.connections).toBe(1);
    expect(names(store)).toEqual(['HELLO', 'ZSCORE', 'ZSCORE']);
  });

  test('reads a score in the forms of both protocol versions', async () => {
    for (const [reply, score] of [
      ['$-1\r\n', null],
      ['_\r\n', null],
      [',1700000000.25\r\n', 1_700_000_000.25],
      [',inf\r\n', Number.POSITIVE_INFINITY],
      ['$4\r\n-inf\r\n', Number.NEGATIVE_INFINITY],
    ] as const) {
      expect(await look(connect((await storeWith(() => reply)).url))).toEqual([score]);
    }
  });
});

describe('a fault that a new connection mends', () => {
  test.each([
    [
      'oauth2-proxy 1658: READONLY, after a failover',
      "-READONLY You can't write against a read only replica.\r\n",
    ],
    ['oauth2-proxy 1812: MOVED', '-MOVED 3999 127.0.0.1:1\r\n'],
    ['LOADING', '-LOADING Redis is loading the dataset in memory\r\n'],
    ['a cut connection', CLOSE],
    ['oauth2-proxy 1630: no answer', undefined],
  ])('is tried again once, on a new one: %s', async (_what, reply) => {
    const store = await storeWith((_command, connection) => (connection === 1 ? reply : '$1\r\n7\r\n'));
    expect(await look(connect(store.url))).toEqual([7]);
    expect(store.connections).toBe(2);
  });
});

describe('a fault that stays', () => {
  test.each([
    ['READONLY', '-READONLY hunter2\r\n', 'READONLY'],
    ['a missing right, which no second attempt mends', '-NOPERM hunter2\r\n', 'NOPERM'],
    ['a store that is full', '-OOM command not allowed\r\n', 'OOM'],
  ])('is named by the store: %s', async (_what, reply, reason) => {
    const store = await storeWith(() => reply);
    await expect(look(connect(store.url))).rejects.toMatchObject({ code: 'store_unreachable', reason });
    expect(names(store).filter((name) => name === 'ZSCORE')).toHaveLength(reason === 'READONLY' ? 2 : 1);
  });

  test('of a store that never answers ends at the deadline', async () => {
    const store = await storeWith(() => undefined);
    const started = performance.now();
    await expect(look(connect(store.url), 300)).rejects.toMatchObject({ reason: 'timeout' });
    expect(performance.now() - started).toBeLessThan(600);
  });

  test('of a store that is not there ends in time', async () => {
    const store = await ScriptedStore.start(() => undefined);
    const { url } = store;
    await store.stop();
    const started = performance.now();
    await expect(look(connect(url))).rejects.toMatchObject({ code: 'store_unreachable' });
    expect(performance.now() - started).toBeLessThan(1600);
  });

  test('does not outlive itself: the next lookup may succeed', async () => {
    let healthy = false;
    const store = await storeWith(() => (healthy ? '$1\r\n7\r\n' : undefined));
    const connection = connect(store.url);
    await expect(look(connection, 200)).rejects.toThrow();
    healthy = true;
    expect(await look(connection)).toEqual([7]);
  });

  test('leaves nothing behind that would reach the store after the answer', async () => {
    let healthy = false;
    const store = await storeWith(() => (healthy ? '$1\r\n7\r\n' : undefined));
    const connection = connect(store.url);
    await expect(look(connection, 200)).rejects.toThrow();
    healthy = true;
    const before = store.commands.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(store.commands.slice(before)).toEqual([]);
    expect(await look(connection)).toEqual([7]);
  });

  test('is not followed by a command whose endpoint came too late', async () => {
    const store = await storeWith(() => '$1\r\n7\r\n');
    const endpoint = Promise.withResolvers<StoreEndpoint>();
    const connection = new StoreConnection({ endpoint: () => endpoint.promise, renew: async () => {} });
    closers.push(() => connection.close());
    await expect(look(connection, 50)).rejects.toMatchObject({ reason: 'timeout' });
    endpoint.resolve(parseStoreUrl(store.url));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(store.commands).toEqual([]);
  });

  test('says nothing of the command or of the URL', async () => {
    const store = await storeWith(() => '-ERR hunter2\r\n');
    const error = await look(connect(store.url.replace('//', '//user:hunter2@'))).catch(
      (thrown: unknown) => thrown,
    );
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).cause ?? ''}`).not.toContain('hunter2');
  });
});

describe("the store's URL", () => {
  test('that cannot be read is a fault of the secret', async () => {
    const fault = new SecretUnavailableError('AccessDenied');
    const connection = new StoreConnection({
      endpoint: () => Promise.reject(fault),
      renew: async () => {},
    });
    await expect(look(connection)).rejects.toBe(fault);
  });

  test('is read again for a new connection: a container outlives a change of password or host', async () => {
    const old = await storeWith(() => '-WRONGPASS invalid username-password pair\r\n');
    const current = await storeWith(() => '$1\r\n7\r\n');
    expect(await look(connect(old.url, current.url))).toEqual([7]);
  });

  test('oauth2-proxy 2180: is renewed when its password is refused, and only then', async () => {
    let renewals = 0;
    let url = '';
    const renewing = new StoreConnection({
      endpoint: async () => parseStoreUrl(url),
      renew: async () => {
        renewals++;
        url = current.url;
      },
    });
    closers.push(() => renewing.close());
    const current = await storeWith(() => '$1\r\n7\r\n');
    const moved = await storeWith(() => '-READONLY\r\n');
    url = moved.url;
    await expect(look(renewing)).rejects.toMatchObject({ reason: 'READONLY' });
    expect(renewals).toBe(0);
    url = (await storeWith(() => '-WRONGPASS invalid username-password pair\r\n')).url;
    expect(await look(renewing)).toEqual([7]);
    expect(renewals).toBe(1);
  });
});

describe('a script', () => {
  const SCRIPT = storeScript('return 7');
  const run = (connection: StoreConnection) =>
    connection.run(Date.now() + 1500, (commands) => commands.script(SCRIPT, ['key'], ['arg']));

  test('goes by its SHA-1', async () => {
    const store = await storeWith(() => ':7\r\n');
    expect(await run(connect(store.url))).toBe(7);
    expect(store.commands.at(-1)).toEqual(['EVALSHA', SCRIPT.sha1, '1', 'key', 'arg']);
  });

  test('goes whole to a store that does not know it', async () => {
    const store = await storeWith(([name]) =>
      name === 'EVALSHA' ? '-NOSCRIPT No matching script\r\n' : ':7\r\n',
    );
    expect(await run(connect(store.url))).toBe(7);
    expect(store.commands.at(-1)).toEqual(['EVAL', 'return 7', '1', 'key', 'arg']);
  });
});
