// `wiki-sso prune`: removes expired sessions and revocations now.

import { ExitCode } from '../cli-error.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { countNow, pruneNow } from '../deployment/expire.ts';
import type { Report } from '../report.ts';
import { counted, milliseconds } from '../terminal/layout.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Runs expire now, or counts what it would remove. */
export async function prune(
  deployment: Deployment,
  terminal: Terminal,
  { dryRun, yes }: { dryRun: boolean | undefined; yes: boolean | undefined },
): Promise<Report> {
  const { stackName } = deployment;
  const count = await countNow(deployment);
  if (dryRun) {
    const { due, total, live, revocations, storeMs } = count;
    return {
      exitCode: ExitCode.ok,
      json: { stack: stackName, dryRun: true, due, total, live, revocations, storeMs },
      text: `${due.toLocaleString('en')} due, of ${counted(total, 'session')} and ${counted(revocations, 'revocation')}; nothing was removed.\n`,
    };
  }
  await terminal.confirm(
    `Remove expired sessions and revocations now (${count.due.toLocaleString('en')} due)?`,
    yes,
  );
  const started = performance.now();
  const { removed, total, remaining } = await pruneNow(deployment);
  const left = remaining > 0 ? `, ${remaining.toLocaleString('en')} still due: run it again` : '';
  return {
    exitCode: remaining > 0 ? ExitCode.failed : ExitCode.ok,
    json: { stack: stackName, dryRun: false, removed, total, remaining },
    text: `Removed ${removed.toLocaleString('en')} in ${milliseconds(performance.now() - started)}, ${counted(total, 'session')} left${left}.\n`,
  };
}
