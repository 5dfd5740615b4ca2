/** The CloudWatch metrics that alarms and dashboard read. */

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

/** A count that functions emit. @param deployment the value of the dimension */
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

/** The number of requests of a function with one outcome; only full observability emits it. */
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

/** The duration of a function, milliseconds. */
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

/** The number of sessions after a run of expire. Expire runs every 15 minutes, so a shorter period would have gaps. */
export function sessionsMetric(deployment: string, statistic: string, period = Duration.minutes(15)): Metric {
  return bridgeCount(deployment, MetricName.sessions).with({ statistic, period });
}

/** API Gateway's own count of 5xx answers, including those of the wiki. */
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

/** A metric of the cache. Source: ElastiCache User Guide, "Serverless cache metrics". */
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
