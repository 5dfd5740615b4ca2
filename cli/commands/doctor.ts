// `wiki-sso doctor`: checks everything that a deployment needs.

import { ExitCode } from '../cli-error.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { type DeploymentOptions, findDeployment } from '../deployment/find-deployment.ts';
import { lookAtHooks, lookAtWiki } from '../doctor/addresses.ts';
import { lookAtAlarms, lookAtSubscriptions } from '../doctor/alarms.ts';
import { lookAtCertificate } from '../doctor/certificate.ts';
import { type ClockAddresses, lookAtClocks } from '../doctor/clocks.ts';
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

/** Checks everything that a deployment needs. It changes nothing. */
export async function doctor(
  terminal: Terminal,
  options: DeploymentOptions & ClockAddresses,
): Promise<Report> {
  const found: Deployment[] = [];
  const stack = await look('stack', async () => {
    const deployment = await findDeployment(options);
    found.push(deployment);
    return [findingsOn('stack')('ok', `${deployment.stackName} and its outputs`)];
  });
  const deployment = found[0];
  const findings = [
    ...(await look('configuration', () => configuration(options))),
    ...(await credentials(options, deployment)),
    ...stack,
    ...(deployment === undefined ? [] : await lookAtDeployment(deployment, options)),
  ];
  const fails = findings.some(({ level }) => level === 'fail');
  return {
    exitCode: fails ? ExitCode.failed : ExitCode.ok,
    json: { stack: deployment?.stackName ?? options.stack ?? null, findings },
    text: lines(findings, terminal.colour),
  };
}

/** Without a stack the account can still be shown, but with `--local` never an account of the user. */
async function credentials(
  { local }: DeploymentOptions,
  deployment: Deployment | undefined,
): Promise<Finding[]> {
  if (local && deployment === undefined) return [];
  return look('credentials', () => lookAtCredentials(deployment?.aws ?? {}));
}

async function configuration({ local }: DeploymentOptions): Promise<Finding[]> {
  if (local) return [findingsOn('configuration')('n/a', 'npm start has its own')];
  return lookAtConfiguration();
}

const RUNBOOK = 'docs/operator-runbook.md';
/** Advice for a check that throws. */
const ADVICE: Readonly<Record<string, string>> = {
  hooks: `${RUNBOOK}#hook-failures`,
  wiki: `${RUNBOOK}#authorizer-errors`,
  store: `${RUNBOOK}#store-unreachable`,
  pruning: `${RUNBOOK}#expire-not-running`,
};

type DoctorCheck = [about: string, run: () => Promise<Finding[]>];

async function lookAtDeployment(deployment: Deployment, addresses: ClockAddresses): Promise<Finding[]> {
  const { hooksUrl, hooksDnsTarget, wikis } = deployment;
  const hosts = [{ url: hooksUrl, dnsTarget: hooksDnsTarget }, ...wikis];
  const checks: DoctorCheck[] = [
    ['secrets', () => lookAtHookSecret(deployment)],
    ['secrets', () => lookAtOldHookSecrets(deployment)],
    ...wikis.map((wiki): DoctorCheck => ['secrets', () => lookAtAssertionKey(deployment, wiki)]),
    ...hosts.map(({ url, dnsTarget }): DoctorCheck => ['DNS', () => lookAtDns(url.hostname, dnsTarget)]),
    ...hosts.map(({ url }): DoctorCheck => ['certificate', () => lookAtCertificate(url)]),
    ['hooks', () => lookAtHooks(deployment)],
    ['clock', () => lookAtClocks(deployment, addresses)],
    ['site', () => lookAtLocalSite(deployment)],
    ...wikis.map((wiki): DoctorCheck => ['wiki', () => lookAtWiki(wiki)]),
    ['store', () => lookAtStore(deployment)],
    ['pruning', () => lookAtSchedule(deployment)],
    ['pruning', () => lookAtLastPrune(deployment)],
    ['alarms', () => lookAtAlarms(deployment)],
    ['alarms', () => lookAtSubscriptions(deployment)],
  ];
  return (await Promise.all(checks.map(([about, run]) => look(about, run, ADVICE[about])))).flat();
}

const COLOURS: Record<Level, number> = { ok: 32, warn: 33, fail: 31, 'n/a': 90 };

/** One line a finding, with its advice on the next line. */
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
