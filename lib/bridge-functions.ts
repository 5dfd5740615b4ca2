/** The four functions of the bridge, with the settings of every deployment. */

import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { EnvName } from '../functions/shared/runtime/env-names.ts';
import { FunctionName } from '../functions/shared/runtime/metric-names.ts';
import { BridgeFunction } from './bridge-function.ts';
import type { Config } from './config/config.ts';
import { deploymentNameOf } from './deployment-name.ts';
import type { FunctionNetwork } from './function-network.ts';

/**
 * Memory, and with it processor time, as measured in docs/performance.md (“Memory settings”). People wait for three of
 * the functions; nobody waits for expire.
 */
const AWAITED_MEGABYTES = 1024;
const BACKGROUND_MEGABYTES = 256;

/** The four functions, with the settings of every deployment. The bridge adds rights and addresses. */
export class BridgeFunctions extends Construct {
  readonly loginHook: BridgeFunction;
  readonly logoutHook: BridgeFunction;
  readonly authorizer: BridgeFunction;
  readonly expire: BridgeFunction;

  constructor(
    scope: Construct,
    id: string,
    config: Config,
    network: FunctionNetwork | undefined,
    logsKey: IKey | undefined,
  ) {
    super(scope, id);
    const telling = {
      [EnvName.deployment]: deploymentNameOf(this),
      [EnvName.observability]: config.observability,
    };
    const { observability, tracing } = config;
    const age = {
      ...telling,
      [EnvName.cookieAgeSeconds]: String(Duration.days(config.cookieAgeDays).toSeconds()),
    };
    const cookie = { ...age, [EnvName.cookieName]: config.cookieName };
    const hook = {
      environment: { ...cookie, [EnvName.cookieDomain]: config.cookieDomain },
      timeout: Duration.seconds(5),
      memoryMegabytes: AWAITED_MEGABYTES,
      readsSecrets: true,
      network,
      observability,
      tracing,
      logsKey,
    };
    this.loginHook = new BridgeFunction(this, 'LoginHook', {
      ...hook,
      functionName: FunctionName.loginHook,
      description: 'wiki-sso: opens a session when someone logs in to the site',
      reservedConcurrency: config.reservedConcurrency?.loginHook,
      provisionedConcurrency: config.provisionedConcurrency?.loginHook,
    });
    this.logoutHook = new BridgeFunction(this, 'LogoutHook', {
      ...hook,
      functionName: FunctionName.logoutHook,
      description: 'wiki-sso: closes sessions when someone logs out of the site',
      reservedConcurrency: config.reservedConcurrency?.logoutHook,
      provisionedConcurrency: config.provisionedConcurrency?.logoutHook,
    });
    this.authorizer = new BridgeFunction(this, 'Authorizer', {
      functionName: FunctionName.authorizer,
      description: 'wiki-sso: tells the wiki who is visiting',
      provisionedConcurrency: config.provisionedConcurrency?.authorizer,
      environment: { ...cookie, [EnvName.assertionIssuer]: config.issuer },
      timeout: Duration.seconds(5),
      memoryMegabytes: AWAITED_MEGABYTES,
      readsSecrets: true,
      network,
      observability,
      tracing,
      logsKey,
    });
    this.expire = new BridgeFunction(this, 'Expire', {
      functionName: FunctionName.expire,
      description: 'wiki-sso: removes cookies that are past their age',
      environment: age,
      timeout: Duration.minutes(5),
      memoryMegabytes: BACKGROUND_MEGABYTES,
      // The only secret that expire may need is the store's URL.
      readsSecrets: config.store.kind === 'url',
      network,
      observability,
      tracing,
      logsKey,
    });
  }

  /** All four. */
  get all(): BridgeFunction[] {
    return [this.loginHook, this.logoutHook, this.authorizer, this.expire];
  }
}
