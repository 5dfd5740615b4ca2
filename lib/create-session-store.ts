/** Chooses the construct of the session store by the configuration. */

import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { StoreConfig } from './config/store-config.ts';
import { ElasticacheStore } from './elasticache-store.ts';
import type { StoreResources } from './store-resources.ts';
import { UrlStore } from './url-store.ts';

/** Creates the store that the configuration chooses. */
export function createSessionStore(
  scope: Construct,
  config: StoreConfig,
  key: IKey | undefined,
): StoreResources {
  return config.kind === 'url'
    ? new UrlStore(scope, 'Store', config, key)
    : new ElasticacheStore(scope, 'Store', config, key);
}
