import { EnvName } from '../runtime/env-names.ts';
import { cachedCurrentSecret } from '../runtime/secrets.ts';
import { type Environment, readInteger, readText } from '../runtime/settings.ts';
import { ElasticacheAccess } from './elasticache-access.ts';
import type { TokenRequest } from './elasticache-token.ts';
import type { StoreAccess } from './store-access.ts';
import { StoreConnection } from './store-connection.ts';
import { parseStoreUrl } from './store-url.ts';
import { UrlAccess } from './url-access.ts';

/**
 * The store that the environment names.
 * @throws InvalidSetting
 */
export function storeFromEnv(env: Environment): StoreConnection {
  return new StoreConnection(env[EnvName.cacheHost] === undefined ? urlAccess(env) : elasticacheAccess(env));
}

function urlAccess(env: Environment): StoreAccess {
  const rules = { plaintextHost: env[EnvName.storePlaintextHost], ca: env[EnvName.storeCa] };
  const arn = readText(env, EnvName.storeUrlSecretArn);
  return new UrlAccess(cachedCurrentSecret(arn, (text) => parseStoreUrl(text, rules)));
}

function elasticacheAccess(env: Environment): StoreAccess {
  const cache = {
    host: readText(env, EnvName.cacheHost),
    port: readInteger(env, EnvName.cachePort, 1, 65_535),
  };
  const cacheName = readText(env, EnvName.cacheName);
  const userId = readText(env, EnvName.cacheUser);
  const request = (): TokenRequest => ({
    cacheName,
    userId,
    region: readText(env, 'AWS_REGION'),
    credentials: {
      accessKeyId: readText(env, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: readText(env, 'AWS_SECRET_ACCESS_KEY'),
      ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
    },
  });
  return new ElasticacheAccess(cache, request);
}
