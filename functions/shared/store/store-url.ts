import { SecretUnavailableError } from '../runtime/errors.ts';
import type { StoreEndpoint } from './store-access.ts';

/** What a deployment says beside the URL. */
export interface StoreUrlRules {
  /** The one host, other than this machine, to which a connection without TLS is allowed. */
  readonly plaintextHost?: string | undefined;
  /** PEM text of the authority that signed the store's certificate. */
  readonly ca?: string | undefined;
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Reads the store's URL as it stands in its secret: `redis[s]://[user[:password]@]host[:port][/db]`.
 * @throws SecretUnavailable that does not repeat the URL, which can hold a password
 */
export function parseStoreUrl(text: string, rules: StoreUrlRules = {}): StoreEndpoint {
  const trimmed = text.trim();
  const url = /^rediss?:\/\//.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (url === undefined || url.hostname === '') {
    throw new SecretUnavailableError('the store secret does not hold a redis:// or rediss:// URL');
  }
  const encrypted = url.protocol === 'rediss:';
  if (!encrypted && !LOOPBACK.has(url.hostname) && url.hostname !== rules.plaintextHost) {
    throw new SecretUnavailableError(
      'the store URL is redis:// to another host; use rediss://, or allow that host by name',
    );
  }
  const username = decoded(url.username);
  const password = decoded(url.password);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 6379),
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    ...(url.pathname.length > 1 && { db: databaseOf(url.pathname) }),
    ...(encrypted && { tls: rules.ca === undefined ? {} : { ca: rules.ca } }),
  };
}

function databaseOf(path: string): number {
  if (!/^\/\d{1,3}$/.test(path))
    throw new SecretUnavailableError('the store URL ends in something that is no database number');
  return Number(path.slice(1));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new SecretUnavailableError('the store URL has a broken percent escape');
  }
}
