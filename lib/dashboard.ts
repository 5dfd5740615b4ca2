/** The CloudWatch dashboard: an operator's questions, one row of graphs for each. */

import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { FunctionName, MetricName, Observability } from '../functions/shared/runtime/metric-names.ts';
import type { Outcome } from '../functions/shared/runtime/outcome.ts';
import type { BridgeFunction } from './bridge-function.ts';
import type { BridgeFunctions } from './bridge-functions.ts';
import { deploymentNameOf } from './deployment-name.ts';
import { bridgeCount, bridgeLatency, bridgeRequests, cacheMetric, sessionsMetric } from './metrics.ts';
import type { CacheLimits } from './store-resources.ts';

/** The resources that the dashboard shows. */
export interface DashboardProps {
  /** The value of the metrics' dimension. */
  readonly deployment: string;
  readonly observability: Observability;
  readonly functions: BridgeFunctions;
  /** Undefined for a store that the stack does not create. */
  readonly cache: CacheLimits | undefined;
}

const { authorizer, loginHook, logoutHook } = FunctionName;

const REASONS = ['dead-cookie', 'conflicting-cookies', 'no-cookie', 'forged-header'] as const;
const WRONG_HOOKS = [
  'invalid_signature',
  'invalid_body',
  'replayed',
  'unsupported_media_type',
  'body_too_large',
] as const;

/** One screen with an operator's questions, in the order in which they come up. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { deployment, functions, cache } = props;
    const provisioned = provisionedConcurrency(functions);
    new CloudWatchDashboard(this, 'Board', {
      dashboardName: deploymentNameOf(this),
      widgets: [
        [heading('Are people getting in?')],
        gettingIn(deployment),
        [heading('How many sessions are live?')],
        liveSessions(deployment, functions),
        [heading('What is refused, and why?')],
        refused(deployment),
        why(props),
        [heading('Is the store healthy?')],
        storeHealth(deployment),
        [heading('What does it cost?')],
        cost(functions, cache),
        ...(provisioned === undefined ? [] : [[provisioned]]),
      ],
    });
  }
}

function gettingIn(deployment: string): IWidget[] {
  return [
    graph('Logins and logouts', counts(deployment, MetricName.logins, MetricName.logouts)),
    graph('Wiki requests', counts(deployment, MetricName.signedIn, MetricName.anonymous)),
  ];
}

function liveSessions(deployment: string, { expire }: BridgeFunctions): IWidget[] {
  return [
    graph('Sessions in the store', [sessionsMetric(deployment, Stats.MAXIMUM)]),
    table(
      'Runs of expire',
      [expire],
      'fields @timestamp, Outcome, removed, remaining, Latency | sort @timestamp desc | limit 20',
    ),
  ];
}

function refused(deployment: string): IWidget[] {
  return [
    graph('Refused wiki requests', counts(deployment, MetricName.refused)),
    graph('Refused hooks', counts(deployment, MetricName.hooksRefused)),
  ];
}

/** The logs contain the reasons. With full observability metrics do too, which last longer and need no query. */
function why({ deployment, observability, functions }: DashboardProps): IWidget[] {
  if (observability === Observability.full) {
    const requests = (fn: FunctionName, outcomes: readonly Outcome[]) =>
      outcomes.map((outcome) => bridgeRequests(deployment, fn, outcome));
    const reasons = REASONS.flatMap((reason) => [
      `anonymous:${reason}` as const,
      `refused:${reason}` as const,
    ]);
    return [
      graph('Wiki requests, why', requests(authorizer, reasons)),
      graph(
        'Refused hooks, why',
        [loginHook, logoutHook].flatMap((fn) => requests(fn, WRONG_HOOKS)),
      ),
    ];
  }
  const tallied = REASONS.flatMap((reason) => [`anonymous:${reason}`, `refused:${reason}`]);
  const sums = tallied.map((outcome) => `sum(\`Outcomes.${outcome}\`) as \`${outcome}\``);
  return [
    table('Wiki requests, why', [functions.authorizer], `stats ${sums.join(', ')}`),
    table(
      'Refused hooks, why',
      [functions.loginHook, functions.logoutHook],
      'filter level = "warn" | stats count() as hooks by Function, Outcome, detail | sort hooks desc',
    ),
  ];
}

function storeHealth(deployment: string): IWidget[] {
  return [
    graph('Out of reach', counts(deployment, MetricName.authorizerFaults, MetricName.hookFaults)),
    graph('How long the bridge takes, ms', [
      bridgeLatency(deployment, authorizer, Stats.p(50)),
      bridgeLatency(deployment, authorizer, Stats.p(99)),
      bridgeLatency(deployment, loginHook, Stats.p(99)),
    ]),
  ];
}

function cost(functions: BridgeFunctions, cache: CacheLimits | undefined): IWidget[] {
  const invocations = functions.all.map(({ lambda }) =>
    lambda.metricInvocations({ label: lambda.node.path }),
  );
  return [
    graph('Invocations', invocations),
    cache === undefined
      ? new TextWidget({ markdown: 'The store is not part of this stack.', width: 12, height: 6 })
      : graph('Cache: bytes and processing units', [
          cacheMetric(cache.cacheName, 'BytesUsedForCache', Stats.MAXIMUM),
          cacheMetric(cache.cacheName, 'ElastiCacheProcessingUnits', Stats.SUM),
        ]),
  ];
}

/** Whether the containers that are kept ready are too many or too few; undefined where there are none. */
function provisionedConcurrency({ all }: BridgeFunctions): IWidget | undefined {
  const aliases = all.flatMap(({ alias, functionName }) =>
    alias === undefined ? [] : [{ alias, label: functionName }],
  );
  if (aliases.length === 0) return undefined;
  return new GraphWidget({
    title: 'Containers kept ready: the share in use, and invocations that found none',
    left: aliases.map(({ alias, label }) =>
      alias.metric('ProvisionedConcurrencyUtilization', { statistic: Stats.MAXIMUM, label }),
    ),
    right: aliases.map(({ alias, label }) =>
      alias.metric('ProvisionedConcurrencySpilloverInvocations', {
        statistic: Stats.SUM,
        label: `${label}, found none`,
      }),
    ),
    width: 24,
    height: 6,
    liveData: true,
  });
}

function counts(deployment: string, ...names: MetricName[]): IMetric[] {
  return names.map((name) => bridgeCount(deployment, name));
}

function table(title: string, functions: readonly BridgeFunction[], queryString: string): LogQueryWidget {
  const logGroupNames = functions.map(({ logGroup }) => logGroup.logGroupName);
  return new LogQueryWidget({ title, logGroupNames, queryString, width: 12, height: 6 });
}

function heading(question: string): TextWidget {
  return new TextWidget({ markdown: `## ${question}`, width: 24, height: 1 });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12, height: 6, liveData: true });
}
