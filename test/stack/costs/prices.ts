/**
 * List prices of us-east-1 in US dollars, as third parties gave them, read on 2026-11-23 and, of the options, on
 * 2026-11-26; AWS's own pages could not be read. No free tier is taken off. This is the only place that has them.
 */
export const PRICES = {
  /** ElastiCache Serverless for Valkey, GB and hour. */
  cacheGbHour: 0.084,
  /** The same, a million ElastiCache processing units. */
  cacheMillionEcpu: 0.0023,
  /** An interface endpoint, zone and hour. */
  endpointZoneHour: 0.01,
  /** A secret and month. */
  secretMonth: 0.4,
  /** A custom metric and month; it is taken for the hours in which there is data. */
  metricMonth: 0.3,
  /** A metric that an alarm watches, a month. */
  alarmMetricMonth: 0.1,
  /** A GB of logs taken in. */
  logGb: 0.5,
  /** A million requests to an HTTP API. */
  apiMillion: 1,
  /** A million requests of Lambda. */
  lambdaMillion: 0.2,
  /** A GB-second of Lambda on arm64. */
  lambdaGbSecond: 0.0000133334,
  /** The same in a container that is kept ready. */
  provisionedGbSecond: 0.0000077778,
  /** A GB-second of a container that is kept ready, whether it works or not. */
  readyGbSecond: 0.0000033334,
  /** A KMS key and month. */
  keyMonth: 1,
  /** A million traces that X-Ray records. */
  traceMillion: 5,
} as const;

export const HOURS_A_MONTH = 730;
/** The smallest cache that is billed, in GB. */
export const SMALLEST_CACHE_GB = 0.1;
/** What CloudWatch adds to each log event, in bytes. */
export const LOG_EVENT_BYTES = 26;
/** What Lambda writes for a request at its level INFO, in bytes: START, END and REPORT, as seen. */
export const PLATFORM_BYTES = 263;
/** A line of the access log, as API Gateway fills the format in, in bytes. */
export const ACCESS_LOG_BYTES = 267;
/** An assumption: warm it took 1.4 ms with a store near by, and a network lies in between. */
export const AUTHORIZER_MS = 5;
/** Requests that a page view makes: the page, and what of its files the browser has not kept. */
export const REQUESTS_A_VIEW = 5;
/** X-Ray records the first invocation of a second, and this share of the others. */
export const TRACED_SHARE = 0.05;
/** Commands that a request with a cookie sends, an ECPU each. */
export const ECPU_A_REQUEST = 2;
