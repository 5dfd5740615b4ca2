/** Hands the deployment's name down the construct tree, for physical names and metrics. */

import type { IConstruct } from 'constructs';

const KEY = 'wiki-sso:deploymentName';

/** Sets the deployment's name for a construct and everything below it. */
export function nameDeployment(scope: IConstruct, name: string): void {
  scope.node.setContext(KEY, name);
}

/** The name of the deployment that a construct belongs to. */
export function deploymentNameOf(scope: IConstruct): string {
  return scope.node.getContext(KEY) as string;
}
