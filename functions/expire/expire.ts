/** The scheduled function: removes what is past its age, or only counts it when an operator asks for a dry run. */
import type { Context } from 'aws-lambda';
import { loggedRun } from '../shared/runtime/logged-run.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import type { SessionRules } from '../shared/sessions/session-rules.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import { countSessions, type SessionCount } from './count-sessions.ts';
import { type PruneResult, pruneSessions } from './prune-sessions.ts';

/** Readers hardly notice a batch of this size, and smaller ones leave the store idle most of the time: docs/scale.md. */
const BATCH = 1000;
/** The part of the function's time that is kept for the log line and the answer. */
const RESERVE_MS = 2000;

/** Dependencies of expire. */
export interface ExpireDependencies {
  readonly rules: SessionRules;
  readonly store: SessionStore;
}

/** The event with which an operator counts and prunes nothing. */
export interface DryRun {
  readonly dryRun: true;
}

/** The function as the schedule and an operator invoke it; it returns what it logs. */
export interface Expire {
  (event: DryRun, context: Context): Promise<SessionCount>;
  (event: unknown, context: Context): Promise<PruneResult>;
}

/** Makes the scheduled function. */
export function createExpire({ rules, store }: ExpireDependencies): Expire {
  const prune = async (deadline: number) => {
    const result = await pruneSessions(store, rules, { batch: BATCH, deadline });
    const { removed, total, remaining } = result;
    return {
      result,
      outcome: remaining > 0 ? 'stopped_early' : 'pruned',
      fields: { removed, total, remaining },
      sessions: total,
    } as const;
  };
  // Its log line has no `sessions`: alarms and the dashboard take that metric for a run that pruned.
  const count = async (deadline: number) => {
    const result = await countSessions(store, rules, deadline);
    return { result, outcome: 'counted', fields: { ...result } } as const;
  };
  const run = async (event: unknown, context: Context) => {
    const invocation = { function: FunctionName.expire, requestId: context.awsRequestId };
    return loggedRun<SessionCount | PruneResult>(invocation, async () => {
      const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
      return isDryRun(event) ? count(deadline) : prune(deadline);
    });
  };
  return run as Expire;
}

/**
 * Whether an event asks for a dry run: exactly `{"dryRun": true}`, which only an operator sends. The schedule's event
 * has other fields, and no run that should prune may pass for a dry run.
 */
function isDryRun(event: unknown): event is DryRun {
  if (typeof event !== 'object' || event === null) return false;
  const fields = Object.entries(event);
  return fields.length === 1 && fields[0]?.[0] === 'dryRun' && fields[0][1] === true;
}
