import { randomBytes } from 'node:crypto';
import { hookKey } from '../aws/hook-key.ts';
import { WentWrong } from '../failures.ts';
import type { Deployment } from './deployment.ts';
import { siteOf } from './hooks.ts';

/**
 * Whether a hook signed with this secret is taken: the logout of a session that nobody has.
 * @throws {WentWrong} when the hook's answer does not tell
 */
export async function hookSecretCounts(deployment: Deployment, text: string): Promise<boolean> {
  const site = siteOf(deployment, hookKey(text, deployment.hookSecretArn));
  const { status } = await site.send('logout', { member: randomBytes(32).toString('hex') });
  if (status === 200) return true;
  if (status === 401) return false;
  throw new WentWrong(`the logout hook answered ${status}: nothing can be told of the secrets`);
}
