import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { elasticacheAccess, type TokenRequest } from '../../functions/shared/store/elasticache-access.ts';
import type { StoreAccess } from '../../functions/shared/store/store-access.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { Bridge } from '../../harness/bridge.ts';
import { TEST_CA, TlsProxy } from '../../harness/tls-proxy.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { CapturedLog } from '../support/captured-log.ts';

const USER = 'wikisso-authorizer';
const REQUEST: TokenRequest = {
  cacheName: 'cache',
  userId: USER,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
};
let valkey: ValkeyServer;
let proxy: TlsProxy;
let log: CapturedLog;

beforeAll(async () => {
  log = new CapturedLog();
  valkey = await ValkeyServer.start();
  proxy = await TlsProxy.start(valkey.port);
});
beforeEach(() => log.clear());
afterAll(async () => {
  await proxy.stop();
  await valkey.stop();
  log.stop();
});

const open: Bridge[] = [];
afterEach(() => {
  for (const bridge of open.splice(0)) bridge.close();
});

function connect(access: () => StoreAccess): Bridge {
  const bridge = new Bridge(access);
  open.push(bridge);
  return bridge;
}

/** Access as on ElastiCache, but trusting the test's certificate, and with the password given as the token. */
function accessWithToken(token: () => string): { access: StoreAccess; signed: () => number } {
  let signed = 0;
  const sign = async () => {
    signed++;
    return token();
  };
  const cache = elasticacheAccess({ host: '127.0.0.1', port: proxy.port }, () => REQUEST, sign);
  const access = {
    endpoint: async () => ({ ...(await cache.endpoint()), tls: { ca: TEST_CA } }),
    renew: () => cache.renew(),
  };
  return { access, signed: () => signed };
}

const setPassword = (password: string) => valkey.setUser(USER, 'reset', 'on', `>${password}`, '~*', '+@all');

describe('access by IAM over TLS', () => {
  test('opens one connection with one token, and keeps both', async () => {
    await setPassword('token-1');
    const { access, signed } = accessWithToken(() => 'token-1');
    const bridge = connect(() => access);
    const { value } = await bridge.cookieOf('alice');
    for (let i = 0; i < 3; i++) expect((await bridge.viewWith(value)).context?.username).toBe('alice');
    expect(signed()).toBe(1);
  });

  test('survives being cut off after the token has run out: one fresh token, one retry', async () => {
    let token = 'token-1';
    await setPassword(token);
    const { access, signed } = accessWithToken(() => token);
    const bridge = connect(() => access);
    const { value } = await bridge.cookieOf('alice');
    token = 'token-2';
    await setPassword(token);
    await valkey.cutConnections();
    expect((await bridge.viewWith(value)).context?.username).toBe('alice');
    expect(signed()).toBe(2);
  });

  test('that stays refused is a clear error, and the token is not logged', async () => {
    await setPassword('right-token');
    const { access, signed } = accessWithToken(() => 'wrong-token');
    const bridge = connect(() => access);
    const { status } = await bridge.hook('login', { username: 'alice', email: '' });
    expect(status).toBe(503);
    expect(signed()).toBe(2);
    expect(log.records).toContainEqual(
      expect.objectContaining({ error: 'StoreUnreachable', detail: 'WRONGPASS' }),
    );
    expect(log.text).not.toContain('wrong-token');
  });
});

describe('a store given by rediss:// URL', () => {
  const login = async (url: string, ca?: string) => {
    const endpoint = parseStoreUrl(url, { ca });
    const bridge = connect(() => ({ endpoint: async () => endpoint, renew: async () => {} }));
    const { status } = await bridge.hook('login', { username: 'alice', email: '' });
    return status;
  };

  test('is reached with the authority that the operator names', async () => {
    expect(await login(`rediss://localhost:${proxy.port}`, TEST_CA)).toBe(200);
  });

  test('is not reached when nobody vouches for its certificate', async () => {
    expect(await login(`rediss://localhost:${proxy.port}`)).toBe(503);
    expect(log.text).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  test('oauth2-proxy 2099: TLS against a plain port is a clear error, and so is the reverse', async () => {
    expect(await login(`rediss://localhost:${valkey.port}`, TEST_CA)).toBe(503);
    expect(await login(`redis://127.0.0.1:${proxy.port}`)).toBe(503);
    for (const record of log.records)
      expect(record).toMatchObject({ error: 'StoreUnreachable', detail: expect.stringMatching(/./) });
  });
});
