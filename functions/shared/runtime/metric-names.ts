/** The names of CloudWatch metrics and dimensions: the functions emit them, lib/ builds alarms and dashboards on them. */

export const METRIC_NAMESPACE = 'WikiSso';

/**
 * Each name is one series per deployment, and CloudWatch charges for each, so outcomes that an alarm adds up share one.
 * `countedAs` in outcome.ts maps outcomes to these names.
 */
export const MetricName = {
  /** Count of cookies made. */
  logins: 'Logins',
  /** Count of logouts: of one cookie, known or not, or of a user. */
  logouts: 'Logouts',
  /** Count of hooks refused because of a mistake of the caller. */
  hooksRefused: 'HooksRefused',
  /** Count of hooks that failed because of the bridge, the store or Secrets Manager. */
  hookFaults: 'HookFaults',
  /** Count of wiki requests with a session. */
  signedIn: 'SignedIn',
  /** Count of wiki requests passed on as anonymous. */
  anonymous: 'Anonymous',
  /** Count of wiki requests refused. */
  refused: 'Refused',
  /** Count of wiki requests for which the authorizer could not check the cookie, or failed. */
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

/** How much the functions log: with `full`, every request has a line and a metric of its own. */
export const Observability = { lean: 'lean', full: 'full' } as const;

export type Observability = (typeof Observability)[keyof typeof Observability];

/** Requests that take this many milliseconds get a log line of their own: half of what the alarm calls slow. */
export const SLOW_MS = 500;

/** The functions whose latency is a metric. */
export const TIMED_FUNCTIONS: readonly FunctionName[] = [FunctionName.authorizer, FunctionName.loginHook];
