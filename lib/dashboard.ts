import { Stack } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { FunctionName, MetricName } from '../functions/shared/runtime/metric-names.ts';
import type { Outcome } from '../functions/shared/runtime/outcome.ts';
import type { BridgeFunctions } from './bridge-functions.ts';
import { bridgeLatency, bridgeRequests, cacheMetric, pruneMetric } from './metrics.ts';
import type { CacheLimits } from './session-store.ts';

/** What the dashboard shows. */
export interface DashboardProps {
  readonly functions: BridgeFunctions;
  /** Undefined for a store that the stack does not own. */
  readonly cache: CacheLimits | undefined;
}

const { authorizer, loginHook, logoutHook, expire } = FunctionName;

const NOBODIES = ['no-cookie', 'dead-cookie', 'conflicting-cookies', 'store-unreachable'] as const;
const REFUSALS = ['dead-cookie', 'conflicting-cookies', 'no-cookie', 'forged-header'] as const;
const REFUSED_HOOKS = [
  'invalid_signature',
  'invalid_body',
  'replayed',
  'unsupported_media_type',
  'body_too_large',
] as const;

/** One screen with an operator's questions, in the order in which they are asked. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { functions, cache }: DashboardProps) {
    super(scope, id);
    new CloudWatchDashboard(this, 'Board', {
      dashboardName: Stack.of(this).stackName,
      widgets: [
        [heading('Are people getting in?')],
        gettingIn(),
        [heading('How many sessions are live?')],
        liveSessions(),
        [heading('What is refused, and why?')],
        refused(),
        [heading('Is the store healthy?')],
        storeHealth(),
        [heading('What does it cost?')],
        cost(functions, cache),
      ],
    });
  }
}

function gettingIn(): IWidget[] {
  const nobodies = NOBODIES.map((reason) => `anonymous:${reason}` as const);
  return [
    graph('Logins and logouts', [
      ...requests(loginHook, 'session_opened'),
      ...requests(logoutHook, 'session_closed', 'session_unknown', 'user_revoked'),
    ]),
    graph('Wiki requests', requests(authorizer, 'signed_in', ...nobodies)),
  ];
}

function liveSessions(): IWidget[] {
  return [
    graph('Sessions in the store', [pruneMetric(MetricName.total, Stats.MAXIMUM)]),
    graph('Removed for age', [
      pruneMetric(MetricName.removed, Stats.SUM),
      pruneMetric(MetricName.remaining, Stats.MAXIMUM),
    ]),
  ];
}

function refused(): IWidget[] {
  const refusals = REFUSALS.map((reason) => `refused:${reason}` as const);
  return [
    graph('Refused wiki requests', requests(authorizer, ...refusals)),
    graph('Refused hooks', [
      ...requests(loginHook, ...REFUSED_HOOKS),
      ...requests(logoutHook, ...REFUSED_HOOKS),
    ]),
  ];
}

function storeHealth(): IWidget[] {
  return [
    graph('Out of reach', [
      ...requests(authorizer, 'anonymous:store-unreachable', 'store_unreachable', 'secret_unavailable'),
      ...requests(loginHook, 'store_unreachable', 'secret_unavailable'),
      ...requests(logoutHook, 'store_unreachable', 'secret_unavailable'),
      ...requests(expire, 'store_unreachable'),
    ]),
    graph('How long the bridge takes, ms', [
      bridgeLatency(authorizer, Stats.p(50)),
      bridgeLatency(authorizer, Stats.p(99)),
      bridgeLatency(loginHook, Stats.p(99)),
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

function requests(fn: FunctionName, ...outcomes: Outcome[]): IMetric[] {
  return outcomes.map((outcome) => bridgeRequests(fn, outcome));
}

function heading(question: string): TextWidget {
  return new TextWidget({ markdown: `## ${question}`, width: 24, height: 1 });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12, height: 6, liveData: true });
}
