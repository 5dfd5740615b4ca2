import type { ContextReader } from './context-reader.ts';

/** Executions at a time that Lambda keeps for each hook alone; undefined for what the account has left. */
export interface ReservedConcurrency {
  readonly loginHook: number | undefined;
  readonly logoutHook: number | undefined;
}

const MOST = 10_000;

/** Reads `reservedConcurrency`. 0 is refused: Lambda would throttle every invocation. */
export function readReservedConcurrency(context: ContextReader): ReservedConcurrency | undefined {
  return context.optionalObject('reservedConcurrency', (fields) => ({
    loginHook: fields.optionalInteger('loginHook', 1, MOST),
    logoutHook: fields.optionalInteger('logoutHook', 1, MOST),
  }));
}
