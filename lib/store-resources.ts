import type { BridgeFunction } from './bridge-function.ts';
import type { FunctionNetwork } from './function-network.ts';

/** Metrics that a store itself can be watched by. */
export interface CacheLimits {
  readonly cacheName: string;
  readonly maxStorageGb: number;
  readonly maxEcpuPerSecond: number;
}

/** The store of sessions, as far as the rest of the stack has to know it. */
export interface StoreResources {
  /** Undefined for a store that is reached from anywhere. */
  readonly network: FunctionNetwork | undefined;
  /** Undefined for a store that the stack does not own. */
  readonly limits: CacheLimits | undefined;
  /** Gives a function all that it needs to reach the store: its settings and the rights that go with them. */
  connect(fn: BridgeFunction): void;
}
