/** The ways in which an invocation can end, and the metric that counts each. */
import type { ErrorCode } from './errors.ts';
import { FunctionName, MetricName } from './metric-names.ts';

/** Why the authorizer lets a request pass as anonymous, or refuses it. */
export type Reason =
  | 'no-cookie'
  | 'dead-cookie'
  | 'conflicting-cookies'
  | 'store-unreachable'
  /** The request carried an identity header; always refused. */
  | 'forged-header';

/** How an invocation ended: a field of the log line, and the metric dimension that alarms and the dashboard read. */
export type Outcome =
  | 'session_opened'
  | 'session_closed'
  | 'session_unknown'
  | 'user_revoked'
  | 'signed_in'
  | `anonymous:${Reason}`
  | `refused:${Reason}`
  | 'pruned'
  | 'stopped_early'
  /** A dry run of expire. */
  | 'counted'
  | ErrorCode
  | 'internal_error';

const HOOK_OUTCOMES: Partial<Record<Outcome, MetricName>> = {
  session_opened: MetricName.logins,
  session_closed: MetricName.logouts,
  session_unknown: MetricName.logouts,
  user_revoked: MetricName.logouts,
  store_unreachable: MetricName.hookFaults,
  secret_unavailable: MetricName.hookFaults,
  internal_error: MetricName.hookFaults,
};

/** Names the metric that counts an outcome of a function; undefined where Lambda's own metrics are enough. */
export function countedAs(fn: FunctionName, outcome: Outcome): MetricName | undefined {
  switch (fn) {
    case FunctionName.expire:
      return undefined;
    case FunctionName.authorizer:
      return authorizerMetric(outcome);
    default:
      return HOOK_OUTCOMES[outcome] ?? MetricName.hooksRefused;
  }
}

function authorizerMetric(outcome: Outcome): MetricName {
  if (outcome === 'signed_in') return MetricName.signedIn;
  if (outcome === 'anonymous:store-unreachable') return MetricName.authorizerFaults;
  if (outcome.startsWith('anonymous:')) return MetricName.anonymous;
  return outcome.startsWith('refused:') ? MetricName.refused : MetricName.authorizerFaults;
}
