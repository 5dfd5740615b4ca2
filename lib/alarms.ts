/** The alarms of a deployment, each with the section of the runbook that says what to do. */

import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  type CfnAlarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { FunctionName, MetricName } from '../functions/shared/runtime/metric-names.ts';
import type { BridgeFunctions } from './bridge-functions.ts';
import { bridgeCount, bridgeLatency, cacheMetric, serverErrors, sessionsMetric } from './metrics.ts';
import type { CacheLimits } from './store-resources.ts';

/** The resources that the alarms watch. */
export interface AlarmsProps {
  readonly topic: Topic;
  /** The value of the metrics' dimension. */
  readonly deployment: string;
  readonly functions: BridgeFunctions;
  readonly apis: readonly HttpApi[];
  readonly maxSessions: number;
  /** Undefined for a store that the stack does not create. */
  readonly cache: CacheLimits | undefined;
}

/** The condition under which an alarm fires. */
interface Condition {
  readonly metric: IMetric;
  readonly above?: number;
  readonly below?: number;
  readonly periods?: number;
  /** Whether to ignore percentiles of few samples, which a single cold start would decide. */
  readonly ignoresFewSamples?: boolean;
  /** Whether the alarm fires when data stops, but not before the first data. */
  readonly whenSilent?: boolean;
}

const FIVE_MINUTES = Duration.minutes(5);

/** The alarms of a deployment. Each names the section of the runbook that says what to do. */
export class Alarms extends Construct {
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#topic = props.topic;
    this.#hooks(props);
    this.#authorizer(props);
    this.#gateway(props);
    this.#expire(props);
    if (props.cache !== undefined) this.#cache(props.cache);
  }

  #hooks({ deployment, functions }: AlarmsProps): void {
    // Of the functions, here and below: Lambda counts there what is invoked by an alias as well.
    const crashes = [functions.loginHook, functions.logoutHook].map(({ lambda }) => lambda.metricErrors());
    this.#alarm('HookFailures', 'hook-failures', 'Logins or logouts at the site do not reach the wiki.', {
      metric: sum([bridgeCount(deployment, MetricName.hookFaults), ...crashes]),
      above: 4,
    });
    this.#alarm(
      'HooksRefused',
      'hooks-refused',
      "Many of the site's hooks are refused: is its secret right?",
      { metric: bridgeCount(deployment, MetricName.hooksRefused), above: 49 },
    );
  }

  #authorizer({ deployment, functions }: AlarmsProps): void {
    this.#alarm('AuthorizerErrors', 'authorizer-errors', 'Wiki requests are answered with 500.', {
      metric: functions.authorizer.lambda.metricErrors({ period: FIVE_MINUTES }),
      above: 4,
    });
    this.#alarm(
      'AuthorizerSlow',
      'authorizer-slow',
      'One wiki request in a hundred waits over a second for the bridge.',
      {
        metric: bridgeLatency(deployment, FunctionName.authorizer, Stats.p(99)),
        above: 1000,
        periods: 3,
        ignoresFewSamples: true,
      },
    );
    this.#alarm('StoreUnreachable', 'store-unreachable', 'Logged-in visitors see the wiki as anonymous.', {
      metric: bridgeCount(deployment, MetricName.authorizerFaults),
      above: 0,
      periods: 2,
    });
  }

  /** Counts of Lambda and API Gateway: a function that is throttled cannot count it itself. */
  #gateway({ functions, apis }: AlarmsProps): void {
    const awaited = [functions.loginHook, functions.logoutHook, functions.authorizer];
    // One page of a wiki is a dozen requests at once, and a new account runs at most ten functions at a time.
    this.#alarm(
      'Throttled',
      'throttled',
      'Lambda runs no more functions at a time: requests get 500 or 503.',
      {
        metric: sum(awaited.map(({ lambda }) => lambda.metricThrottles())),
        above: 9,
        periods: 3,
      },
    );
    this.#alarm('ServerErrors', 'server-errors', 'Visitors or the site get 5xx, also from the wiki itself.', {
      metric: sum(apis.map(serverErrors)),
      above: 9,
      periods: 3,
    });
  }

  #expire({ deployment, functions, maxSessions }: AlarmsProps): void {
    this.#alarm('ExpireFailing', 'expire-failing', 'Old sessions are not removed from the store.', {
      metric: functions.expire.lambda.metricErrors({ period: Duration.minutes(30) }),
      above: 0,
      periods: 2,
    });
    this.#alarm('ExpireNotRunning', 'expire-not-running', 'Old sessions have not been pruned for an hour.', {
      // Not the function's invocations: a dry run is an invocation that prunes nothing.
      metric: sessionsMetric(deployment, Stats.SAMPLE_COUNT, Duration.hours(1)),
      below: 1,
      whenSilent: true,
    });
    this.#alarm(
      'ManySessions',
      'many-sessions',
      'The store holds more sessions than this deployment was made for.',
      { metric: sessionsMetric(deployment, Stats.MAXIMUM), above: maxSessions },
    );
  }

  #cache({ cacheName, maxStorageGb, maxEcpuPerSecond }: CacheLimits): void {
    this.#alarm(
      'CacheStorage',
      'cache-storage',
      'The cache is over four fifths full; at its limit, logins fail.',
      {
        metric: cacheMetric(cacheName, 'BytesUsedForCache', Stats.MAXIMUM),
        above: maxStorageGb * 1e9 * 0.8,
      },
    );
    this.#alarm('CacheProcessing', 'cache-processing', 'The cache works at over four fifths of its limit.', {
      metric: cacheMetric(cacheName, 'ElastiCacheProcessingUnits', Stats.SUM),
      above: maxEcpuPerSecond * FIVE_MINUTES.toSeconds() * 0.8,
    });
    this.#alarm(
      'CacheThrottled',
      'cache-throttled',
      'The cache refuses commands because it is at its limit.',
      {
        metric: cacheMetric(cacheName, 'ThrottledCmds', Stats.SUM),
        above: 0,
      },
    );
    this.#alarm('CacheLogins', 'cache-logins', 'The cache refuses the functions themselves.', {
      metric: sum(
        ['AuthenticationFailures', 'IamAuthenticationThrottling'].map((name) =>
          cacheMetric(cacheName, name, Stats.SUM),
        ),
      ),
      above: 4,
    });
  }

  #alarm(id: string, section: string, what: string, condition: Condition): void {
    const { metric, above, below, periods = 1, ignoresFewSamples = false, whenSilent = false } = condition;
    const alarm = new Alarm(this, id, {
      metric: metric instanceof Metric ? withoutLabel(metric) : metric,
      alarmDescription: `${what} What to do: docs/operator-runbook.md#${section}`,
      threshold: above ?? below ?? 0,
      comparisonOperator:
        above === undefined
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: whenSilent ? TreatMissingData.MISSING : TreatMissingData.NOT_BREACHING,
    });
    // The L2 construct has no property for this.
    const resource = alarm.node.defaultChild as CfnAlarm;
    if (ignoresFewSamples) resource.evaluateLowSampleCountPercentile = 'ignore';
    const action = new SnsAction(this.#topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    // A new alarm starts without data, so this action does not run before the first data. With "breaching" the alarm would
    // fire in each new deployment.
    if (whenSilent) alarm.addInsufficientDataAction(action);
  }
}

/**
 * Removes the label: with a label, CDK makes an expression of an alarm's single metric, and CloudWatch ignores few samples
 * of a percentile only without an expression (PutMetricAlarm).
 */
function withoutLabel({ namespace, metricName, dimensions = {}, statistic, period }: Metric): Metric {
  const dimensionsMap = dimensions as Record<string, string>;
  return new Metric({ namespace, metricName, dimensionsMap, statistic, period });
}

/** The sum of metrics; a metric without data counts as 0. */
function sum(metrics: readonly Metric[]): MathExpression {
  const named = Object.fromEntries(metrics.map((metric, i) => [`m${i}`, metric]));
  return new MathExpression({
    expression: Object.keys(named)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics: named,
    period: FIVE_MINUTES,
  });
}
