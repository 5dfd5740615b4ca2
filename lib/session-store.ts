import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { EnvName } from '../functions/shared/runtime/env-names.ts';
import type { BridgeFunction } from './bridge-function.ts';
import type { UrlStoreConfig } from './config.ts';

/** The store of sessions, as far as a function has to know it. */
export class SessionStore extends Construct {
  readonly #urlSecretArn: string;

  constructor(scope: Construct, id: string, config: UrlStoreConfig) {
    super(scope, id);
    this.#urlSecretArn = config.urlSecretArn;
  }

  /** Gives a function all that it needs to reach the store: the setting and the right that goes with it. */
  connect(fn: BridgeFunction): void {
    fn.lambda.addEnvironment(EnvName.storeUrlSecretArn, this.#urlSecretArn);
    Secret.fromSecretCompleteArn(fn, 'StoreUrl', this.#urlSecretArn).grantRead(fn.lambda);
  }
}
