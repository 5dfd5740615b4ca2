/** Formats and writes the log line of an invocation, which carries its metrics too. */
import { EnvName } from './env-names.ts';
import {
  FunctionName,
  METRIC_NAMESPACE,
  MetricDimension,
  MetricName,
  Observability,
  SLOW_MS,
  TIMED_FUNCTIONS,
} from './metric-names.ts';
import { countedAs, type Outcome } from './outcome.ts';
import { RequestTally, type Tally } from './request-tally.ts';

/** The log line of one invocation, as an allow-list: no event, body, cookie, key, signature or store command. */
export interface LogRecord {
  readonly function: FunctionName;
  /** The Lambda request id. */
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly latencyMs: number;
  readonly level?: 'info' | 'warn' | 'error';
  /** More words and numbers that are safe to log. */
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  /** Members in the cookie set, as a metric. */
  readonly sessions?: number;
}

/** How the functions of a deployment log. */
export interface LogSettings {
  /** Value of the metrics' dimension `Deployment`. */
  readonly deployment: string;
  readonly observability: Observability;
}

const ENVIRONMENT: LogSettings = {
  deployment: process.env[EnvName.deployment] ?? METRIC_NAMESPACE,
  observability: process.env[EnvName.observability] === Observability.lean ? 'lean' : 'full',
};

/**
 * Writes one line that is the log and, in CloudWatch's embedded metric format, the metrics too. With lean observability
 * it only counts ordinary requests of the authorizer, and writes the counts every few seconds: nearly all requests are
 * ordinary, and a line costs as much as a fifth of one. Whatever can raise an alarm is written before the function
 * answers.
 * Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */
export const writeRecord = recordWriter(ENVIRONMENT);

/**
 * Makes a writer of log records.
 * @param write takes a line; by default to stdout, since on Lambda console.log puts a prefix before the JSON
 */
export function recordWriter(
  settings: LogSettings,
  write: (line: string) => void = (line) => process.stdout.write(line),
  now: () => number = Date.now,
): (record: LogRecord) => void {
  const tally = new RequestTally((counts) => write(`${formatTally(counts, settings)}\n`), now);
  return (record) => {
    if (settings.observability === Observability.lean && isOrdinary(record)) {
      tally.add(record.outcome, inMicroseconds(record.latencyMs));
    } else write(`${formatRecord(record, now(), settings)}\n`);
  };
}

function isOrdinary({ function: fn, level = 'info', latencyMs }: LogRecord): boolean {
  return fn === FunctionName.authorizer && level === 'info' && latencyMs < SLOW_MS;
}

/**
 * Formats the line of one invocation.
 * @param nowMs epoch milliseconds
 */
export function formatRecord(record: LogRecord, nowMs: number, settings: LogSettings = ENVIRONMENT): string {
  const { function: fn, outcome, sessions } = record;
  const counted = countedAs(fn, outcome);
  const metrics = [counted, sessions === undefined ? undefined : MetricName.sessions].filter(
    (name) => name !== undefined,
  );
  const isFull = settings.observability === Observability.full;
  return JSON.stringify({
    time: new Date(nowMs).toISOString(),
    level: record.level ?? 'info',
    [MetricDimension.deployment]: settings.deployment,
    [MetricDimension.function]: fn,
    [MetricDimension.outcome]: outcome,
    requestId: record.requestId,
    ...record.fields,
    ...(counted !== undefined && { [counted]: 1 }),
    ...(isFull && { [MetricName.requests]: 1 }),
    [MetricName.latency]: inMicroseconds(record.latencyMs),
    ...(sessions !== undefined && { [MetricName.sessions]: sessions }),
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        ...directives(metrics, TIMED_FUNCTIONS.includes(fn)),
        ...(isFull ? [EVERY_OUTCOME] : []),
      ],
    },
  });
}

/** Formats the line that counts a few seconds of the authorizer's ordinary requests. */
function formatTally({ atMs, outcomes, latenciesMs }: Tally, { deployment }: LogSettings): string {
  const fn = FunctionName.authorizer;
  const counts: Partial<Record<MetricName, number>> = {};
  for (const [outcome, count] of Object.entries(outcomes)) {
    const name = countedAs(fn, outcome as Outcome);
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + count;
  }
  return JSON.stringify({
    time: new Date(atMs).toISOString(),
    level: 'info',
    [MetricDimension.deployment]: deployment,
    [MetricDimension.function]: fn,
    Outcomes: outcomes,
    ...counts,
    [MetricName.latency]: latenciesMs,
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: directives(Object.keys(counts) as MetricName[], true),
    },
  });
}

const EVERY_OUTCOME = {
  Namespace: METRIC_NAMESPACE,
  Dimensions: [[MetricDimension.deployment, MetricDimension.function, MetricDimension.outcome]],
  Metrics: [{ Name: MetricName.requests, Unit: 'Count' }],
};
const LATENCY = {
  Namespace: METRIC_NAMESPACE,
  Dimensions: [[MetricDimension.deployment, MetricDimension.function]],
  Metrics: [{ Name: MetricName.latency, Unit: 'Milliseconds' }],
};

function directives(counts: readonly MetricName[], isTimed: boolean): object[] {
  const counted = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [[MetricDimension.deployment]],
    Metrics: counts.map((Name) => ({ Name, Unit: 'Count' })),
  };
  return [...(counts.length > 0 ? [counted] : []), ...(isTimed ? [LATENCY] : [])];
}

function inMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
