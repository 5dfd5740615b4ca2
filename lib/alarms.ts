import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  type Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { FunctionName, MetricName } from '../functions/shared/runtime/metric-names.ts';
import type { BridgeFunctions } from './bridge-functions.ts';
import { bridgeLatency, bridgeRequests, cacheMetric, pruneMetric } from './metrics.ts';
import type { CacheLimits } from './session-store.ts';

/** What the alarms watch. */
export interface AlarmsProps {
  readonly topic: Topic;
  readonly functions: BridgeFunctions;
  readonly maxSessions: number;
  /** Undefined for a store that the stack does not own. */
  readonly cache: CacheLimits | undefined;
}

/** When an alarm goes off. */
interface Condition {
  readonly metric: IMetric;
  readonly above?: number;
  readonly below?: number;
  readonly periods?: number;
  readonly missing?: TreatMissingData;
}

/** The hooks' and the authorizer's outcomes that a store or a secret out of reach leads to. */
const FAULTS = ['store_unreachable', 'secret_unavailable', 'internal_error'] as const;
const FIVE_MINUTES = Duration.minutes(5);

/** The alarms of a deployment. Each names its section of the runbook: whoever is paged reads there what to do. */
export class Alarms extends Construct {
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#topic = props.topic;
    this.#hooks(props);
    this.#authorizer(props);
    this.#expire(props);
    if (props.cache !== undefined) this.#cache(props.cache);
  }

  #hooks({ functions }: AlarmsProps): void {
    const hooks = [FunctionName.loginHook, FunctionName.logoutHook];
    const failures = hooks.flatMap((fn) => FAULTS.map((outcome) => bridgeRequests(fn, outcome)));
    const crashes = [functions.loginHook, functions.logoutHook].map(({ lambda }) => lambda.metricErrors());
    this.#alarm('HookFailures', 'hook-failures', 'Logins or logouts at the site do not reach the wiki.', {
      metric: sum([...failures, ...crashes]),
      above: 4,
    });
    this.#alarm(
      'HooksRefused',
      'hooks-refused',
      'Many hooks are refused for their signature: is the secret right?',
      {
        metric: sum(hooks.map((fn) => bridgeRequests(fn, 'invalid_signature'))),
        above: 49,
      },
    );
  }

  #authorizer({ functions }: AlarmsProps): void {
    this.#alarm('AuthorizerErrors', 'authorizer-errors', 'Wiki requests are answered with 500.', {
      metric: functions.authorizer.lambda.metricErrors({ period: FIVE_MINUTES }),
      above: 4,
    });
    this.#alarm(
      'AuthorizerSlow',
      'authorizer-slow',
      'One wiki request in a hundred waits over a second for the bridge.',
      {
        metric: bridgeLatency(FunctionName.authorizer, Stats.p(99)),
        above: 1000,
        periods: 3,
      },
    );
    this.#alarm('StoreUnreachable', 'store-unreachable', 'Signed-in people are shown the wiki as nobody.', {
      metric: sum([
        bridgeRequests(FunctionName.authorizer, 'anonymous:store-unreachable'),
        ...FAULTS.map((outcome) => bridgeRequests(FunctionName.authorizer, outcome)),
      ]),
      above: 0,
      periods: 2,
    });
  }

  #expire({ functions, maxSessions }: AlarmsProps): void {
    this.#alarm('ExpireFailing', 'expire-failing', 'Old sessions are not removed from the store.', {
      metric: functions.expire.lambda.metricErrors({ period: Duration.minutes(30) }),
      above: 0,
      periods: 2,
    });
    this.#alarm('ExpireNotRunning', 'expire-not-running', 'Old sessions have not been pruned for an hour.', {
      // Not the function's invocations: a dry run is one too, and prunes nothing.
      metric: pruneMetric(MetricName.removed, Stats.SAMPLE_COUNT, Duration.hours(1)),
      below: 1,
      missing: TreatMissingData.BREACHING,
    });
    this.#alarm(
      'ManySessions',
      'many-sessions',
      'The store holds more sessions than this deployment was made for.',
      {
        metric: pruneMetric(MetricName.total, Stats.MAXIMUM),
        above: maxSessions,
      },
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
  }

  #alarm(id: string, section: string, what: string, condition: Condition): void {
    const { metric, above, below, periods = 1, missing = TreatMissingData.NOT_BREACHING } = condition;
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: `${what} What to do: docs/operator-runbook.md#${section}`,
      threshold: above ?? below ?? 0,
      comparisonOperator:
        above === undefined
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: missing,
    });
    const action = new SnsAction(this.#topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}

/** Adds metrics up; one that has no data counts as nothing. */
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
