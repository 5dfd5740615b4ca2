import { ExitCode } from '../cli-error.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { type DeploymentOptions, findDeployment } from '../deployment/find-deployment.ts';
import { lookAtHooks, lookAtWiki } from '../doctor/addresses.ts';
import { lookAtAlarms, lookAtSubscriptions } from '../doctor/alarms.ts';
import { lookAtCertificate } from '../doctor/certificate.ts';
import { lookAtClocks } from '../doctor/clocks.ts';
import { lookAtConfiguration } from '../doctor/configuration.ts';
import { lookAtCredentials } from '../doctor/credentials.ts';
import { lookAtDns } from '../doctor/dns.ts';
import { type Finding, findingsOn, type Level, look } from '../doctor/finding.ts';
import { lookAtLastPrune, lookAtSchedule } from '../doctor/pruning.ts';
import {
  lookAtAssertionKey,
  lookAtHookSecret,
  lookAtLocalSite,
  lookAtOldHookSecrets,
} from '../doctor/secrets.ts';
import { lookAtStore } from '../doctor/store.ts';
import type { Report } from '../report.ts';
import { oneLine } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Looks at all that a deployment needs. Nothing is changed. */
export async function doctor(
  terminal: Terminal,
  which: DeploymentOptions & { readonly site?: URL | undefined },
): Promise<Report> {
  const found: Deployment[] = [];
  const stack = await look('stack', async () => {
    const deployment = await findDeployment(which);
    found.push(deployment);
    return [findingsOn('stack')('ok', `${deployment.stackName} and its outputs`)];
  });
  const deployment = found[0];
  const findings = [
    ...(await look('configuration', () => configuration(which))),
    ...(await credentials(which, deployment)),
    ...stack,
    ...(deployment === undefined ? [] : await lookAtDeployment(deployment, which.site)),
  ];
  const fails = findings.some(({ level }) => level === 'fail');
  return {
    exitCode: fails ? ExitCode.failed : ExitCode.ok,
    json: { stack: deployment?.stackName ?? which.stack ?? null, findings },
    text: lines(findings, terminal.colour),
  };
}

/** Without a stack an account can still be told; but never one of the user's when the emulator is meant. */
async function credentials(
  { local }: DeploymentOptions,
  deployment: Deployment | undefined,
): Promise<Finding[]> {
  if (local && deployment === undefined) return [];
  return look('credentials', () => lookAtCredentials(deployment?.aws ?? {}));
}

async function configuration({ local }: DeploymentOptions): Promise<Finding[]> {
  if (local) return [findingsOn('configuration')('n/a', 'npm start brings its own')];
  return lookAtConfiguration();
}

const RUNBOOK = 'docs/operator-runbook.md';
/** Where it stands what to do about a thing that could not be looked at. */
const ADVICE: Readonly<Record<string, string>> = {
  hooks: `${RUNBOOK}#hook-failures`,
  wiki: `${RUNBOOK}#authorizer-errors`,
  store: `${RUNBOOK}#store-unreachable`,
  pruning: `${RUNBOOK}#expire-not-running`,
};

type Look = [about: string, see: () => Promise<Finding[]>];

async function lookAtDeployment(deployment: Deployment, siteUrl: URL | undefined): Promise<Finding[]> {
  const { hooksUrl, hooksDnsTarget, wikis } = deployment;
  const hosts = [{ url: hooksUrl, dnsTarget: hooksDnsTarget }, ...wikis];
  const looks: Look[] = [
    ['secrets', () => lookAtHookSecret(deployment)],
    ['secrets', () => lookAtOldHookSecrets(deployment)],
    ...wikis.map((wiki): Look => ['secrets', () => lookAtAssertionKey(deployment, wiki)]),
    ...hosts.map(({ url, dnsTarget }): Look => ['DNS', () => lookAtDns(url.hostname, dnsTarget)]),
    ...hosts.map(({ url }): Look => ['certificate', () => lookAtCertificate(url)]),
    ['hooks', () => lookAtHooks(deployment)],
    ['clock', () => lookAtClocks(deployment, siteUrl)],
    ['site', () => lookAtLocalSite(deployment)],
    ...wikis.map((wiki): Look => ['wiki', () => lookAtWiki(wiki)]),
    ['store', () => lookAtStore(deployment)],
    ['pruning', () => lookAtSchedule(deployment)],
    ['pruning', () => lookAtLastPrune(deployment)],
    ['alarms', () => lookAtAlarms(deployment)],
    ['alarms', () => lookAtSubscriptions(deployment)],
  ];
  return (await Promise.all(looks.map(([about, see]) => look(about, see, ADVICE[about])))).flat();
}

const COLOURS: Record<Level, number> = { ok: 32, warn: 33, fail: 31, 'n/a': 90 };

/** A line a finding, with what to do about it below. */
export function lines(findings: readonly Finding[], colour: boolean): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const paint = (level: Level) =>
    colour ? `\u001b[${COLOURS[level]}m${level.padEnd(4)}\u001b[0m` : level.padEnd(4);
  return findings
    .map(({ level, about, seen, advice }) => {
      const line = `${paint(level)}  ${about.padEnd(width)}  ${oneLine(seen)}\n`;
      return advice === undefined ? line : `${line}${' '.repeat(width + 8)}→ ${oneLine(advice)}\n`;
    })
    .join('');
}
