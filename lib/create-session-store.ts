import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { StoreConfig } from './config/store-config.ts';
import { ElasticacheStore } from './elasticache-store.ts';
import type { StoreResources } from './store-resources.ts';
import { UrlStore } from './url-store.ts';

/** Makes the store that the configuration asks for. */
export function createSessionStore(
  scope: Construct,
  config: StoreConfig,
  key: IKey | undefined,
): StoreResources {
  return config.kind === 'url'
    ? new UrlStore(scope, 'Store', config, key)
    : new ElasticacheStore(scope, 'Store', config, key);
}
