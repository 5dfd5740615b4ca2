import { elasticacheAccess } from '../../../functions/shared/store/elasticache-access.ts';
import type { StoreAccess, StoreEndpoint } from '../../../functions/shared/store/store-access.ts';
import { parseStoreUrl } from '../../../functions/shared/store/store-url.ts';
import { STRANGE_CERTIFICATE, TEST_CA, TlsProxy } from '../../../harness/tls-proxy.ts';
import { type Fault, HEALTHY, OUT_OF_REACH } from '../support/fault.ts';
import type { Reach, Scene } from '../support/scene.ts';

const NO_ELASTICACHE =
  'A token is a password that the test sets at a Valkey, without TLS: ElastiCache cannot be run here.';

const TOKEN_USER = 'wikisso-bridge';

/** The store takes this token from now on, and knows no connection that was opened with another. */
async function accept({ valkey, proxy }: Scene, token: string): Promise<void> {
  await valkey.setUser(TOKEN_USER, 'reset', 'on', `>${token}`, '~*', '+@all');
  proxy.cut();
}

/** Access as on ElastiCache, less TLS. @param token what the role gets when it signs now */
function accessByToken(port: number, token: () => string): StoreAccess {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const request = { cacheName: 'cache', userId: TOKEN_USER, region: 'eu-central-1', credentials };
  const cache = elasticacheAccess(
    { host: '127.0.0.1', port },
    () => request,
    async () => token(),
  );
  const plain = new WeakMap<StoreEndpoint, StoreEndpoint>();
  return {
    async endpoint() {
      const endpoint = await cache.endpoint();
      const { tls, ...rest } = endpoint;
      // The same object for the same token, as without this detour.
      if (!plain.has(endpoint)) plain.set(endpoint, rest);
      return plain.get(endpoint) as StoreEndpoint;
    },
    renew: () => cache.renew(),
  };
}

/** A store that lets in who has the newest token. */
function tokenFault(
  title: string,
  signs: { before: string; during: string },
  during: Fault['during'],
): Fault {
  // Each scene is of one fault, and each fault is run once.
  let token = signs.before;
  return {
    title,
    simulated: NO_ELASTICACHE,
    async reach(scene) {
      await accept(scene, token);
      return () => accessByToken(scene.proxy.port, () => token);
    },
    async begin(scene) {
      token = signs.during;
      await accept(scene, 'token-2');
      return () => {
        token = 'token-2';
      };
    },
    during,
  };
}

/** Functions that reach the store by TLS. The proxy leads to whatever speaks TLS, or does not. */
async function byTls(scene: Scene): Promise<Reach> {
  await leadToTls(scene);
  const endpoint = parseStoreUrl(`rediss://localhost:${scene.proxy.port}`, { ca: TEST_CA });
  return () => ({ endpoint: async () => endpoint, renew: async () => {} });
}

async function leadToTls({ proxy, valkey, atEnd }: Scene, certificate?: typeof STRANGE_CERTIFICATE) {
  const tls = await TlsProxy.start(valkey.port, certificate);
  atEnd(() => tls.stop());
  proxy.target = tls.port;
}

/** @param break_ what new connections meet; those there are, are cut */
function tlsFault(title: string, break_: (scene: Scene) => unknown): Fault {
  return {
    title,
    reach: byTls,
    async begin(scene) {
      const { proxy } = scene;
      const { target } = proxy;
      await break_(scene);
      proxy.cut();
      return () => {
        proxy.target = target;
        proxy.treatment = {};
      };
    },
    during: OUT_OF_REACH,
  };
}

/** The store does not let the bridge in, or is not who it should be. */
export const CREDENTIAL_FAULTS: readonly Fault[] = [
  {
    title: 'Wrong password',
    async begin({ valkey, proxy }) {
      await valkey.admin.config('SET', 'requirepass', 'password-unknown');
      proxy.cut();
      return () => valkey.admin.config('SET', 'requirepass', '');
    },
    during: OUT_OF_REACH,
  },
  tokenFault('Token expired, a new one is accepted', { before: 'token-1', during: 'token-2' }, HEALTHY),
  tokenFault(
    'Token expired, and new ones are refused',
    { before: 'token-1', during: 'token-1' },
    OUT_OF_REACH,
  ),
  tlsFault('TLS: a certificate that nobody vouches for', (scene) => leadToTls(scene, STRANGE_CERTIFICATE)),
  tlsFault('TLS: a port that speaks none', ({ proxy, valkey }) => {
    proxy.target = valkey.port;
  }),
  tlsFault('TLS: a handshake that never ends', ({ proxy }) => {
    proxy.treatment = { silent: true };
  }),
];
