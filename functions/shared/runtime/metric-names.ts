import type { Outcome } from './outcome.ts';

/** CloudWatch names that functions emit and lib/ builds alarms and dashboards on. */
export const METRIC_NAMESPACE = 'WikiSso';

/**
 * Each is one series a deployment, for which CloudWatch takes money: what an alarm watches as a sum is counted as one.
 * `countedAs` says which outcome counts as which.
 */
export const MetricName = {
  /** Count of cookies made. */
  logins: 'Logins',
  /** Count of logouts: of one cookie, known or not, or of a user. */
  logouts: 'Logouts',
  /** Count of hooks that the caller got wrong. */
  hooksRefused: 'HooksRefused',
  /** Count of hooks that failed by a fault of ours, of the store or of Secrets Manager. */
  hookFaults: 'HookFaults',
  /** Count of wiki requests by somebody known. */
  signedIn: 'SignedIn',
  /** Count of wiki requests let on as nobody's. */
  anonymous: 'Anonymous',
  /** Count of wiki requests turned away. */
  refused: 'Refused',
  /** Count of wiki requests about which the authorizer could not ask, or failed. */
  authorizerFaults: 'AuthorizerFaults',
  /** Milliseconds from handler entry to answer, by function: of the authorizer and of logins. */
  latency: 'Latency',
  /** Members in the cookie set after a run of expire that pruned. */
  sessions: 'Sessions',
  /** Count by function and outcome: only with full observability. */
  requests: 'Requests',
} as const;

export type MetricName = (typeof MetricName)[keyof typeof MetricName];

export const MetricDimension = {
  deployment: 'Deployment',
  function: 'Function',
  outcome: 'Outcome',
} as const;

/** Values of the dimension `Function`. */
export const FunctionName = {
  loginHook: 'login-hook',
  logoutHook: 'logout-hook',
  authorizer: 'authorizer',
  expire: 'expire',
} as const;

export type FunctionName = (typeof FunctionName)[keyof typeof FunctionName];

/** How much functions tell: `full` has a line and a metric of its own for every request. */
export const Observability = { lean: 'lean', full: 'full' } as const;

export type Observability = (typeof Observability)[keyof typeof Observability];

/** Slower requests, in milliseconds, are told one by one and at once: half of what the alarm calls slow. */
export const SLOW_MS = 500;

/** The functions whose latency is a metric. */
export const TIMED_FUNCTIONS: readonly FunctionName[] = [FunctionName.authorizer, FunctionName.loginHook];

const HOOK_OUTCOMES: Partial<Record<Outcome, MetricName>> = {
  session_opened: MetricName.logins,
  session_closed: MetricName.logouts,
  session_unknown: MetricName.logouts,
  user_revoked: MetricName.logouts,
  store_unreachable: MetricName.hookFaults,
  secret_unavailable: MetricName.hookFaults,
  internal_error: MetricName.hookFaults,
};

/** The series that an outcome of a function counts in; undefined where Lambda's own metrics say enough. */
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
