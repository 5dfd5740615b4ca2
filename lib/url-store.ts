/** The session store as an existing Redis or Valkey, whose URL is in a secret. */

import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { EnvName } from '../functions/shared/runtime/env-names.ts';
import type { BridgeFunction } from './bridge-function.ts';
import { letRead } from './bridge-secrets.ts';
import type { UrlStoreConfig } from './config/store-config.ts';
import type { StoreResources } from './store-resources.ts';

/** An existing Redis or Valkey; its URL stays in its secret. */
export class UrlStore extends Construct implements StoreResources {
  readonly network = undefined;
  readonly limits = undefined;
  readonly #config: UrlStoreConfig;
  readonly #key: IKey | undefined;

  /** @param key encrypts the URL's secret; undefined for the AWS-managed key */
  constructor(scope: Construct, id: string, config: UrlStoreConfig, key: IKey | undefined) {
    super(scope, id);
    this.#config = config;
    this.#key = key;
  }

  connect(fn: BridgeFunction): void {
    const { urlSecretArn, plaintextHost, ca } = this.#config;
    fn.lambda.addEnvironment(EnvName.storeUrlSecretArn, urlSecretArn);
    if (plaintextHost !== undefined) fn.lambda.addEnvironment(EnvName.storePlaintextHost, plaintextHost);
    if (ca !== undefined) fn.lambda.addEnvironment(EnvName.storeCa, ca);
    letRead(fn, urlSecretArn, this.#key);
  }
}
