import type { Fault } from '../support/fault.ts';
import { CLOCK_FAULTS } from './clock.ts';
import { CREDENTIAL_FAULTS } from './credentials.ts';
import { FUNCTION_FAULTS } from './functions.ts';
import { NETWORK_FAULTS } from './network.ts';
import { PROCESS_FAULTS } from './process.ts';
import { PRUNE_FAULTS } from './prune.ts';
import { REPLY_FAULTS } from './replies.ts';

/** Every fault of the layer, in the order of the table in docs/reliability.md. */
export const FAULTS: readonly Fault[] = [
  ...PROCESS_FAULTS,
  ...NETWORK_FAULTS,
  ...CREDENTIAL_FAULTS,
  ...REPLY_FAULTS,
  ...CLOCK_FAULTS,
  ...FUNCTION_FAULTS,
  ...PRUNE_FAULTS,
];
