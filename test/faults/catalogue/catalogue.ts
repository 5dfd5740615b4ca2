import type { Fault } from '../support/fault.ts';
import { NETWORK_FAULTS } from './network.ts';
import { PROCESS_FAULTS } from './process.ts';

/** Every fault of the layer, in the order of the table in docs/reliability.md. */
export const FAULTS: readonly Fault[] = [...PROCESS_FAULTS, ...NETWORK_FAULTS];
