import type { Context } from 'aws-lambda';
import { errorFields } from '../shared/runtime/error-fields.ts';
import { BridgeError } from '../shared/runtime/errors.ts';
import { writeRecord } from '../shared/runtime/log-record.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import { type PruneResult, pruneSessions } from './prune-sessions.ts';

/** Small enough that a reader hardly waits behind one batch. */
const BATCH = 2000;
/** Kept of the function's time for the log and the answer. */
const RESERVE_MS = 2000;

/** What expire stands on. */
export interface ExpireParts {
  /** Seconds. */
  readonly cookieAgeSeconds: number;
  readonly store: SessionStore;
}

/** Makes the scheduled function; its answer is what it logs. */
export function createExpire({ cookieAgeSeconds, store }: ExpireParts) {
  return async (_event: unknown, context: Context): Promise<PruneResult> => {
    const started = performance.now();
    const record = { function: FunctionName.expire, requestId: context.awsRequestId };
    try {
      const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
      const result = await pruneSessions(store, { ageSeconds: cookieAgeSeconds, batch: BATCH, deadline });
      const { removed, total, remaining } = result;
      writeRecord({
        ...record,
        outcome: remaining > 0 ? 'stopped_early' : 'pruned',
        latencyMs: performance.now() - started,
        fields: { removed, total, remaining },
        counts: { Removed: removed, Total: total, Remaining: remaining },
      });
      return result;
    } catch (error) {
      const outcome = error instanceof BridgeError ? error.code : 'internal_error';
      writeRecord({
        ...record,
        outcome,
        level: 'error',
        latencyMs: performance.now() - started,
        fields: errorFields(error),
      });
      throw error;
    }
  };
}
