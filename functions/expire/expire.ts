import type { Context } from 'aws-lambda';
import { BridgeError, errorFields } from '../shared/runtime/errors.ts';
import { writeRecord } from '../shared/runtime/log-record.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import { countSessions, type SessionCount } from './count-sessions.ts';
import { type DryRun, isDryRun } from './dry-run.ts';
import { type PruneResult, pruneSessions } from './prune-sessions.ts';

/** Readers hardly notice one of this size, and smaller ones leave the store idle most of the time: docs/scale.md. */
const BATCH = 1000;
/** Kept of the function's time for the log and the answer. */
const RESERVE_MS = 2000;

/** What expire stands on. */
export interface ExpireParts {
  /** Seconds. */
  readonly cookieAgeSeconds: number;
  readonly store: SessionStore;
}

/** The function as the schedule and an operator call it; its answer is what it logs. */
export interface Expire {
  (event: DryRun, context: Context): Promise<SessionCount>;
  (event: unknown, context: Context): Promise<PruneResult>;
}

/** Makes the scheduled function. */
export function createExpire({ cookieAgeSeconds, store }: ExpireParts): Expire {
  const prune = async (deadline: number) => {
    const result = await pruneSessions(store, { ageSeconds: cookieAgeSeconds, batch: BATCH, deadline });
    const { removed, total, remaining } = result;
    return {
      result,
      outcome: remaining > 0 ? 'stopped_early' : 'pruned',
      fields: { removed, total, remaining },
      sessions: total,
    } as const;
  };
  // No metrics but that it was asked: alarms and dashboard read the others as runs that pruned.
  const count = async (deadline: number) => {
    const result = await countSessions(store, { ageSeconds: cookieAgeSeconds, deadline });
    return { result, outcome: 'counted', fields: { ...result } } as const;
  };
  const run = async (event: unknown, context: Context) => {
    const started = performance.now();
    const record = { function: FunctionName.expire, requestId: context.awsRequestId };
    try {
      const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
      const { result, ...told } = await (isDryRun(event) ? count : prune)(deadline);
      writeRecord({ ...record, ...told, latencyMs: performance.now() - started });
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
  return run as Expire;
}
