/** The session store as an ElastiCache Serverless cache with one IAM user for each function. */

import { hash } from 'node:crypto';
import { Annotations } from 'aws-cdk-lib';
import { CfnServerlessCache, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { EnvName } from '../functions/shared/runtime/env-names.ts';
import { FunctionName } from '../functions/shared/runtime/metric-names.ts';
import type { BridgeFunction } from './bridge-function.ts';
import type { ElasticacheStoreConfig } from './config/store-config.ts';
import { deploymentNameOf } from './deployment-name.ts';
import type { FunctionNetwork } from './function-network.ts';
import { StoreNetwork } from './store-network.ts';
import type { CacheLimits, StoreResources } from './store-resources.ts';
import { accessString } from './store-users.ts';

/**
 * ElastiCache Serverless for Valkey, with TLS and one IAM user for each function. It deliberately keeps no snapshots: a
 * restored backup would undo logouts and bans. If the cache is lost, everyone logs in again, and nothing worse happens.
 */
export class ElasticacheStore extends Construct implements StoreResources {
  readonly network: FunctionNetwork | undefined;
  readonly limits: CacheLimits;
  readonly #cache: CfnServerlessCache;
  readonly #users: Record<FunctionName, CfnUser>;

  constructor(scope: Construct, id: string, config: ElasticacheStoreConfig, key: IKey | undefined) {
    super(scope, id);
    const prefix = deploymentNameOf(this).toLowerCase();
    const users = Object.values(FunctionName).map((fn) => [fn, this.#user(fn, `${prefix}-${fn}`)] as const);
    this.#users = Object.fromEntries(users) as Record<FunctionName, CfnUser>;
    // One after the other: ElastiCache rejects changes while another user of the same group changes
    // (InvalidUserState; terraform-provider-aws 49726).
    for (const [i, [, user]] of users.entries()) {
      const before = users[i - 1]?.[1];
      if (before !== undefined) user.addResourceDependency(before);
    }
    const userGroup = new CfnUserGroup(this, 'Users', {
      engine: 'valkey',
      userGroupId: `${prefix}-functions`,
      userIds: users.map(([, user]) => user.ref),
    });
    const network = config.vpc && new StoreNetwork(this, 'Network', config.vpc);
    this.network = network?.forFunctions;

    const cacheName = `${prefix}-${config.kind}-${fixedAtCreation(config, key)}`;
    this.limits = { cacheName, maxStorageGb: config.maxStorageGb, maxEcpuPerSecond: config.maxEcpuPerSecond };
    this.#cache = new CfnServerlessCache(this, 'Cache', {
      serverlessCacheName: cacheName,
      description: 'wiki-sso session store',
      engine: 'valkey',
      // A public endpoint needs Valkey 9; a private one has worked with 8 for longer.
      majorEngineVersion: config.kind === 'public' ? '9' : '8',
      userGroupId: userGroup.ref,
      // These limit the cost of a flood of logins or page views; above them the store throttles or refuses.
      cacheUsageLimits: {
        dataStorage: { maximum: config.maxStorageGb, unit: 'GB' },
        ecpuPerSecond: { maximum: config.maxEcpuPerSecond },
      },
      snapshotRetentionLimit: 0,
      ...(key !== undefined && { kmsKeyId: key.keyArn }),
      ...(network === undefined
        ? { connectionType: 'public' }
        : {
            subnetIds: network.vpc.selectSubnets(network.vpcSubnets).subnetIds,
            securityGroupIds: [network.cache.securityGroupId],
          }),
    });
    if (config.kind === 'public') {
      Annotations.of(this).addWarningV2(
        'wiki-sso:untried',
        'store "public" has been read about, not tried: run smoke.',
      );
    }
  }

  connect(fn: BridgeFunction): void {
    const user = this.#users[fn.functionName];
    fn.lambda.addEnvironment(EnvName.cacheHost, this.#cache.attrEndpointAddress);
    fn.lambda.addEnvironment(EnvName.cachePort, this.#cache.attrEndpointPort);
    fn.lambda.addEnvironment(EnvName.cacheName, this.limits.cacheName);
    fn.lambda.addEnvironment(EnvName.cacheUser, user.ref);
    fn.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['elasticache:Connect'],
        resources: [this.#cache.attrArn, user.attrArn],
      }),
    );
  }

  /** A user that authenticates by IAM; ElastiCache requires that its id and name are the same. */
  #user(fn: FunctionName, name: string): CfnUser {
    return new CfnUser(this, `User-${fn}`, {
      engine: 'valkey',
      userId: name,
      userName: name,
      accessString: accessString(fn),
      authenticationMode: { Type: 'iam' },
    });
  }
}

/**
 * A short hash of the settings that a cache cannot change. It is part of the cache's name, so that a change creates a new
 * cache beside the old one; with the same name the deployment would fail.
 */
function fixedAtCreation({ kind, vpc }: ElasticacheStoreConfig, key: IKey | undefined): string {
  const place = vpc?.kind === 'existing' ? [vpc.id, vpc.subnetIds] : [vpc?.availabilityZones];
  return hash('sha256', JSON.stringify([kind, ...place, key?.keyArn])).slice(0, 6);
}
