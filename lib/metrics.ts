import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  FunctionName,
  METRIC_NAMESPACE,
  MetricDimension,
  MetricName,
} from '../functions/shared/runtime/metric-names.ts';
import type { Outcome } from '../functions/shared/runtime/outcome.ts';

const PERIOD = Duration.minutes(5);

/** How many requests of a function ended in one way. */
export function bridgeRequests(fn: FunctionName, outcome: Outcome): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: MetricName.requests,
    dimensionsMap: { [MetricDimension.function]: fn, [MetricDimension.outcome]: outcome },
    statistic: Stats.SUM,
    period: PERIOD,
    label: `${fn} ${outcome}`,
  });
}

/** How long a function took, in milliseconds. */
export function bridgeLatency(fn: FunctionName, statistic: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: MetricName.latency,
    dimensionsMap: { [MetricDimension.function]: fn },
    statistic,
    period: PERIOD,
    label: `${fn} ${statistic}`,
  });
}

/** What runs of expire that pruned tell of the store; expire runs every quarter of an hour: a shorter period would have gaps. */
export function pruneMetric(name: string, statistic: string, period = Duration.minutes(15)): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { [MetricDimension.function]: FunctionName.expire },
    statistic,
    period,
    label: name,
  });
}

/** A metric of the cache itself. Source: ElastiCache User Guide, "Serverless cache metrics". */
export function cacheMetric(cacheName: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ElastiCache',
    metricName,
    dimensionsMap: { clusterId: cacheName },
    statistic,
    period: PERIOD,
    label: metricName,
  });
}
