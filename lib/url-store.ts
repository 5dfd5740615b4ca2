import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { EnvName } from '../functions/shared/runtime/env-names.ts';
import type { BridgeFunction } from './bridge-function.ts';
import type { UrlStoreConfig } from './config/store-config.ts';
import type { SessionStore } from './session-store.ts';

/** A Redis or Valkey that exists already; its URL stays in its secret. */
export class UrlStore extends Construct implements SessionStore {
  readonly network = undefined;
  readonly limits = undefined;
  readonly #config: UrlStoreConfig;

  constructor(scope: Construct, id: string, config: UrlStoreConfig) {
    super(scope, id);
    this.#config = config;
  }

  connect(fn: BridgeFunction): void {
    const { urlSecretArn, plaintextHost, ca } = this.#config;
    fn.lambda.addEnvironment(EnvName.storeUrlSecretArn, urlSecretArn);
    if (plaintextHost !== undefined) fn.lambda.addEnvironment(EnvName.storePlaintextHost, plaintextHost);
    if (ca !== undefined) fn.lambda.addEnvironment(EnvName.storeCa, ca);
    Secret.fromSecretCompleteArn(fn, 'StoreUrl', urlSecretArn).grantRead(fn.lambda);
  }
}
