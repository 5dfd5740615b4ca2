import { type FunctionName, METRIC_NAMESPACE, MetricDimension, MetricName } from './metric-names.ts';
import type { Outcome } from './outcome.ts';

/** What one invocation has to tell: an allow-list. No event, body, cookie, key, signature or store command goes in. */
export interface LogRecord {
  readonly function: FunctionName;
  /** The Lambda request id. */
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly latencyMs: number;
  readonly level?: 'info' | 'warn' | 'error';
  /** More words and numbers that are safe to keep. */
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  /** Further metrics, counted by function. */
  readonly counts?: Readonly<Partial<Record<'Removed' | 'Total' | 'Remaining', number>>>;
}

const BY_FUNCTION = [[MetricDimension.function]];
const REQUESTS = {
  Namespace: METRIC_NAMESPACE,
  Dimensions: [[MetricDimension.function, MetricDimension.outcome]],
  Metrics: [{ Name: MetricName.requests, Unit: 'Count' }],
};
const LATENCY = { Name: MetricName.latency, Unit: 'Milliseconds' };
const EVERY_REQUEST = [
  REQUESTS,
  { Namespace: METRIC_NAMESPACE, Dimensions: BY_FUNCTION, Metrics: [LATENCY] },
];

/**
 * Writes one line that is the log and, in CloudWatch's embedded metric format, the metrics too.
 * Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */
export function writeRecord(record: LogRecord): void {
  // Straight to stdout: console.log would put a prefix before the JSON on Lambda.
  process.stdout.write(`${formatRecord(record, Date.now())}\n`);
}

/** @param nowMs epoch milliseconds */
export function formatRecord(record: LogRecord, nowMs: number): string {
  const { counts } = record;
  return JSON.stringify({
    time: new Date(nowMs).toISOString(),
    level: record.level ?? 'info',
    [MetricDimension.function]: record.function,
    [MetricDimension.outcome]: record.outcome,
    requestId: record.requestId,
    ...record.fields,
    [MetricName.requests]: 1,
    [MetricName.latency]: Math.round(record.latencyMs * 1000) / 1000,
    ...counts,
    _aws: { Timestamp: nowMs, CloudWatchMetrics: counts === undefined ? EVERY_REQUEST : withCounts(counts) },
  });
}

function withCounts(counts: NonNullable<LogRecord['counts']>): object[] {
  const metrics = Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' }));
  return [REQUESTS, { Namespace: METRIC_NAMESPACE, Dimensions: BY_FUNCTION, Metrics: [LATENCY, ...metrics] }];
}
