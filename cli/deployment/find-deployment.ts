import type { Deployment } from './deployment.ts';

/** Which deployment is meant. */
export interface Which {
  /** What `npm start` runs. */
  readonly local?: boolean | undefined;
  readonly stack?: string | undefined;
}

/** The name that `lib/app.ts` gives the stack. */
export const DEFAULT_STACK = 'WikiSso';

/** Finds the deployment that the command line names. @throws {CannotBegin} @throws {AwsCallFailed} */
export async function findDeployment({ local, stack = DEFAULT_STACK }: Which): Promise<Deployment> {
  // Each loads what the other does not need.
  if (local) return (await import('./local-instance.ts')).findLocalInstance();
  return (await import('./deployed-stack.ts')).findDeployedStack(stack);
}
