import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type FunctionName,
  METRIC_NAMESPACE,
  MetricDimension,
  MetricName,
} from '../functions/shared/runtime/metric-names.ts';
import type { Outcome } from '../functions/shared/runtime/outcome.ts';

const PERIOD = Duration.minutes(5);

/** One of the counts that functions emit. @param deployment value of the dimension */
export function bridgeCount(deployment: string, name: MetricName): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { [MetricDimension.deployment]: deployment },
    statistic: Stats.SUM,
    period: PERIOD,
    label: name,
  });
}

/** How many requests of a function ended in one way; emitted with full observability only. */
export function bridgeRequests(deployment: string, fn: FunctionName, outcome: Outcome): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: MetricName.requests,
    dimensionsMap: {
      [MetricDimension.deployment]: deployment,
      [MetricDimension.function]: fn,
      [MetricDimension.outcome]: outcome,
    },
    statistic: Stats.SUM,
    period: PERIOD,
    label: `${fn} ${outcome}`,
  });
}

/** How long a function took, in milliseconds. */
export function bridgeLatency(deployment: string, fn: FunctionName, statistic: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: MetricName.latency,
    dimensionsMap: { [MetricDimension.deployment]: deployment, [MetricDimension.function]: fn },
    statistic,
    period: PERIOD,
    label: `${fn} ${statistic}`,
  });
}

/** What runs of expire that pruned tell of the store; expire runs every quarter of an hour: a shorter period would have gaps. */
export function sessionsMetric(deployment: string, statistic: string, period = Duration.minutes(15)): Metric {
  return bridgeCount(deployment, MetricName.sessions).with({ statistic, period });
}

/** API Gateway's own count of answers with 5xx, the wiki's among them. */
export function serverErrors(api: HttpApi): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName: '5xx',
    dimensionsMap: { ApiId: api.apiId },
    statistic: Stats.SUM,
    period: PERIOD,
    label: `${api.node.path} 5xx`,
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
