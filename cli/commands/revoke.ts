// `wiki-sso revoke`: logs a user out of the wiki everywhere.

import { ExitCode, OperationError } from '../cli-error.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readHookKey, siteOf } from '../deployment/hooks.ts';
import type { Report } from '../report.ts';
import { describeHookAnswer } from '../site/hook-error.ts';
import { quoted } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Logs a user out everywhere through the logout hook: every cookie of that name is dead on its next request. */
export async function revoke(
  deployment: Deployment,
  terminal: Terminal,
  { username, yes }: { username: string; yes: boolean | undefined },
): Promise<Report> {
  const site = siteOf(deployment, await readHookKey(deployment.aws, deployment.hookSecretArn));
  const name = quoted(username);
  await terminal.confirm(`Log ${name} out of the wiki everywhere?`, yes);
  const answer = await site.send('logout', { username });
  if (answer.status !== 200)
    throw new OperationError(`the logout hook answered ${describeHookAnswer(answer)}`);
  return {
    exitCode: ExitCode.ok,
    json: { stack: deployment.stackName, username, revoked: true },
    text:
      `Every earlier login of ${name} is void; a later one counts.\n` +
      'The store keeps hashes, not names: it cannot show whether a user of exactly that name was logged in.\n',
  };
}
