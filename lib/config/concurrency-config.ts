/** The settings that reserve concurrency for the hooks. */

import type { ContextReader } from './context-reader.ts';

/** Executions at a time that Lambda keeps for each hook alone; undefined for what the account has left. */
export interface ReservedConcurrency {
  readonly loginHook: number | undefined;
  readonly logoutHook: number | undefined;
}

/** Containers that Lambda keeps ready for each function that people wait for; undefined for none. */
export interface ProvisionedConcurrency {
  readonly authorizer: number | undefined;
  readonly loginHook: number | undefined;
  readonly logoutHook: number | undefined;
}

const MOST_RESERVED = 10_000;
/** Each is paid for around the clock; 100 are more than one slot of the store has work for. */
const MOST_PROVISIONED = 100;

/** Reads `reservedConcurrency`. 0 is refused: Lambda would throttle every invocation. */
export function readReservedConcurrency(context: ContextReader): ReservedConcurrency | undefined {
  return context.optionalObject('reservedConcurrency', (fields) => ({
    loginHook: fields.optionalInteger('loginHook', 1, MOST_RESERVED),
    logoutHook: fields.optionalInteger('logoutHook', 1, MOST_RESERVED),
  }));
}

/** Reads `provisionedConcurrency`. @param reserved which bounds it */
export function readProvisionedConcurrency(
  context: ContextReader,
  reserved: ReservedConcurrency | undefined,
): ProvisionedConcurrency | undefined {
  return context.optionalObject('provisionedConcurrency', (fields) => {
    const provisioned = {
      authorizer: fields.optionalInteger('authorizer', 1, MOST_PROVISIONED),
      loginHook: fields.optionalInteger('loginHook', 1, MOST_PROVISIONED),
      logoutHook: fields.optionalInteger('logoutHook', 1, MOST_PROVISIONED),
    };
    for (const hook of ['loginHook', 'logoutHook'] as const) {
      const most = reserved?.[hook];
      const given = provisioned[hook];
      if (most !== undefined && given !== undefined && given > most)
        fields.note(hook, `expected at most reservedConcurrency.${hook}, ${most}, got ${given}`);
    }
    return provisioned;
  });
}
