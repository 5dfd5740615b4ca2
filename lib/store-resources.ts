/** The interface of a session store, as the rest of the stack sees it. */

import type { BridgeFunction } from './bridge-function.ts';
import type { FunctionNetwork } from './function-network.ts';

/** The limits of a cache, which alarms compare with its metrics. */
export interface CacheLimits {
  readonly cacheName: string;
  readonly maxStorageGb: number;
  readonly maxEcpuPerSecond: number;
}

/** The session store, as the rest of the stack sees it. */
export interface StoreResources {
  /** Undefined for a store outside of any VPC. */
  readonly network: FunctionNetwork | undefined;
  /** Undefined for a store that the stack does not create. */
  readonly limits: CacheLimits | undefined;
  /** Gives a function the settings and rights to reach the store. */
  connect(fn: BridgeFunction): void;
}
