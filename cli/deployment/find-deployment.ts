// Finds the deployment that the command line names, and writes commands that name it again.

import type { Deployment } from './deployment.ts';

/** Options that name a deployment. */
export interface DeploymentOptions {
  /** The instance that `npm start` runs. */
  readonly local?: boolean | undefined;
  readonly stack?: string | undefined;
}

/** The name that `lib/app.ts` gives the stack. */
export const DEFAULT_STACK = 'WikiSso';

/** @throws {SetupError} @throws {AwsCallError} */
export async function findDeployment({
  local,
  stack = DEFAULT_STACK,
}: DeploymentOptions): Promise<Deployment> {
  // Each module loads what the other does not need.
  if (local) return (await import('./local-instance.ts')).findLocalInstance();
  return (await import('./deployed-stack.ts')).findDeployedStack(stack);
}

/** A command line to run later on the same deployment, ready to paste into a shell. */
export function commandFor(
  { isLocal, stackName }: Pick<Deployment, 'isLocal' | 'stackName'>,
  ...words: readonly string[]
): string {
  const stack = stackName === DEFAULT_STACK ? [] : ['--stack', stackName];
  return ['wiki-sso', ...words, ...(isLocal ? ['--local'] : stack)].map(shellWord).join(' ');
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
