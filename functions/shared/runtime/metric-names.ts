/** CloudWatch names that functions emit and lib/ builds alarms and dashboards on. */
export const METRIC_NAMESPACE = 'WikiSso';

export const MetricName = {
  /** Count, by function and outcome. */
  requests: 'Requests',
  /** Milliseconds from handler entry to answer, by function. */
  latency: 'Latency',
  /** Members and revocations removed by one run of expire. */
  removed: 'Removed',
  /** Members in the cookie set after a run of expire. */
  total: 'Total',
  /** Members still due after a run of expire that stopped for its deadline. */
  remaining: 'Remaining',
} as const;

export const MetricDimension = { function: 'Function', outcome: 'Outcome' } as const;

/** Values of the dimension `Function`. */
export const FunctionName = {
  loginHook: 'login-hook',
  logoutHook: 'logout-hook',
  authorizer: 'authorizer',
  expire: 'expire',
} as const;

export type FunctionName = (typeof FunctionName)[keyof typeof FunctionName];
