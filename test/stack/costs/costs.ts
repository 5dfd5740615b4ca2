import { formatRecord, recordWriter } from '../../../functions/shared/runtime/log-record.ts';
import { FunctionName, MetricName, TIMED_FUNCTIONS } from '../../../functions/shared/runtime/metric-names.ts';
import { resourcesOf, type Template } from '../../support/synth.ts';
import {
  ACCESS_LOG_BYTES,
  AUTHORIZER_MS,
  ECPU_A_REQUEST,
  HOURS_A_MONTH,
  LOG_EVENT_BYTES,
  PLATFORM_BYTES,
  PRICES,
  REQUESTS_A_VIEW,
  SMALLEST_CACHE_GB,
  TRACED_SHARE,
} from './prices.ts';

/** One line of a bill. */
export interface Item {
  readonly what: string;
  readonly arithmetic: string;
  readonly dollars: number;
}

/** Traces for a request, where all requests of a page view come within a second and no other view does. */
const TRACED_PER_REQUEST = (1 + (REQUESTS_A_VIEW - 1) * TRACED_SHARE) / REQUESTS_A_VIEW;
/** Counts that a deployment without faults and refused hooks writes. */
const HEALTHY = [
  MetricName.logins,
  MetricName.logouts,
  MetricName.signedIn,
  MetricName.anonymous,
  MetricName.refused,
  MetricName.sessions,
];
/** Outcomes that are about in any month, by function: series with full observability. */
const OUTCOMES_IN_USE = 13;

/** What a deployment costs in a month before anybody comes. @param ownSecrets secrets beside the template's */
export function fixedCosts(template: Template, ownSecrets = 0): Item[] {
  const caches = resourcesOf(template, 'AWS::ElastiCache::ServerlessCache').length;
  const zones = resourcesOf(template, 'AWS::EC2::VPCEndpoint').flatMap(
    ([, { Properties }]) => Properties.SubnetIds,
  ).length;
  const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret').length + ownSecrets;
  const metrics = HEALTHY.length + TIMED_FUNCTIONS.length + (isFull(template) ? OUTCOMES_IN_USE : 0);
  const watched = resourcesOf(template, 'AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => metricsOf(Properties))
    .reduce((sum, count) => sum + count, 0);
  const readyGigabytes = resourcesOf(template, 'AWS::Lambda::Alias')
    .map(([, { Properties }]) => readyGigabytesOf(template, Properties))
    .reduce((sum, gigabytes) => sum + gigabytes, 0);
  const keys = resourcesOf(template, 'AWS::KMS::Key').length;
  const { cacheGbHour, endpointZoneHour, secretMonth, metricMonth, alarmMetricMonth } = PRICES;
  const { readyGbSecond, keyMonth } = PRICES;
  return [
    {
      what: 'Cache, the smallest that is billed',
      arithmetic: `${SMALLEST_CACHE_GB} GB × ${HOURS_A_MONTH} h × $${cacheGbHour}`,
      dollars: caches * SMALLEST_CACHE_GB * HOURS_A_MONTH * cacheGbHour,
    },
    {
      what: 'Interface endpoint for Secrets Manager',
      arithmetic: `zones × ${HOURS_A_MONTH} h × $${endpointZoneHour}`,
      dollars: zones * HOURS_A_MONTH * endpointZoneHour,
    },
    {
      what: 'Secrets: hook, one wiki (and URL)',
      arithmetic: `secrets × $${secretMonth}`,
      dollars: secrets * secretMonth,
    },
    { what: 'Metrics', arithmetic: `series × $${metricMonth}`, dollars: metrics * metricMonth },
    {
      what: 'Alarms',
      arithmetic: `metrics watched × $${alarmMetricMonth}`,
      dollars: watched * alarmMetricMonth,
    },
    {
      what: 'Containers kept ready',
      arithmetic: `GB × ${HOURS_A_MONTH} h × 3,600 s × $${readyGbSecond}`,
      dollars: readyGigabytes * HOURS_A_MONTH * 3600 * readyGbSecond,
    },
    { what: 'KMS key', arithmetic: `keys × $${keyMonth}`, dollars: keys * keyMonth },
  ];
}

/** What a million wiki requests with a cookie cost. */
export function trafficCosts(template: Template): Item[] {
  const [, authorizer] = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) =>
    id.startsWith('FunctionsAuthorizer'),
  ) as [string, Template['Resources'][string]];
  const gigabytes = authorizer.Properties.MemorySize / 1024;
  const isReady = readyAuthorizers(template) > 0;
  const isTraced = authorizer.Properties.TracingConfig !== undefined;
  const stages = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
  const logged = stages.some(([, { Properties }]) => Properties.AccessLogSettings !== undefined);
  const platform = authorizer.Properties.LoggingConfig.SystemLogLevel === 'WARN' ? 0 : PLATFORM_BYTES;
  const bytes =
    functionLogBytes(isFull(template)) + platform + (logged ? ACCESS_LOG_BYTES + LOG_EVENT_BYTES : 0);
  const { apiMillion, lambdaMillion, logGb, cacheMillionEcpu, traceMillion } = PRICES;
  const gbSecond = isReady ? PRICES.provisionedGbSecond : PRICES.lambdaGbSecond;
  return [
    { what: 'API Gateway HTTP API', arithmetic: `1 M × $${apiMillion}/M`, dollars: apiMillion },
    { what: 'Lambda requests', arithmetic: `1 M × $${lambdaMillion}/M`, dollars: lambdaMillion },
    {
      what: 'Lambda time, arm64',
      arithmetic: `1 M × ${AUTHORIZER_MS} ms × ${gigabytes} GB × $${gbSecond}`,
      dollars: 1000 * AUTHORIZER_MS * gigabytes * gbSecond,
    },
    {
      what: 'Logs taken in',
      arithmetic: `1 M × bytes a request × $${logGb}/GB`,
      dollars: (bytes * logGb) / 1000,
    },
    {
      what: 'Cache commands',
      arithmetic: `1 M × ${ECPU_A_REQUEST} ECPU × $${cacheMillionEcpu}/M`,
      dollars:
        resourcesOf(template, 'AWS::ElastiCache::ServerlessCache').length * ECPU_A_REQUEST * cacheMillionEcpu,
    },
    {
      what: 'X-Ray traces',
      arithmetic: `1 M × ${TRACED_PER_REQUEST.toFixed(2)} × $${traceMillion}/M`,
      dollars: isTraced ? TRACED_PER_REQUEST * traceMillion : 0,
    },
  ];
}

export function sumOf(items: readonly Item[]): number {
  return items.reduce((sum, { dollars }) => sum + dollars, 0);
}

/**
 * Bytes that an authorizer logs for a request, CloudWatch's own among them, measured on the code. Lean: a quiet wiki,
 * page views of five requests half a minute apart; under load it is a tenth of that.
 */
export function functionLogBytes(full: boolean): number {
  const record = {
    function: FunctionName.authorizer,
    requestId: '5f1c5c46-0b1c-4c5e-8c55-4a2f2c2ce2a1',
    outcome: 'signed_in',
    latencyMs: 2.345,
    fields: {
      apiRequestId: 'JKJaXmPLvHcESHA=',
      sid: 'd1d5458cb2597c11',
      wiki: 'wiki.example.com',
      isAuthorized: true,
    },
  } as const;
  const telling = { deployment: 'WikiSso', observability: full ? 'full' : 'lean' } as const;
  if (full) return formatRecord(record, 0, telling).length + 1 + LOG_EVENT_BYTES;
  let bytes = 0;
  let clock = 0;
  const write = recordWriter(
    telling,
    (line) => {
      bytes += line.length + LOG_EVENT_BYTES;
    },
    () => clock,
  );
  const views = 1000;
  for (let view = 0; view < views; view++) {
    clock += 30_000;
    for (let i = 0; i < REQUESTS_A_VIEW; i++) write(record);
  }
  return bytes / (views * REQUESTS_A_VIEW);
}

/** Memory of all containers that an alias keeps ready. */
function readyGigabytesOf(template: Template, alias: Template['Resources'][string]['Properties']): number {
  const fn = template.Resources[alias.FunctionName.Ref];
  const count = alias.ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions ?? 0;
  return (count * fn?.Properties.MemorySize) / 1024;
}

/** Memory of the authorizers that are kept ready. */
function readyAuthorizers(template: Template): number {
  return resourcesOf(template, 'AWS::Lambda::Alias')
    .filter(([id]) => id.startsWith('FunctionsAuthorizer'))
    .reduce((sum, [, { Properties }]) => sum + readyGigabytesOf(template, Properties), 0);
}

function isFull(template: Template): boolean {
  return resourcesOf(template, 'AWS::Lambda::Function').some(
    ([, { Properties }]) => Properties.Environment.Variables.OBSERVABILITY === 'full',
  );
}

function metricsOf({ Metrics }: { Metrics?: { MetricStat?: unknown }[] }): number {
  return Metrics === undefined ? 1 : Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
}
