import type { IConstruct } from 'constructs';

const KEY = 'wiki-sso:deploymentName';

/** Gives a construct and all below it the name of their deployment. */
export function nameDeployment(scope: IConstruct, name: string): void {
  scope.node.setContext(KEY, name);
}

/** The name of the deployment that a construct is part of: physical names and the metrics' dimension have it. */
export function deploymentNameOf(scope: IConstruct): string {
  return scope.node.getContext(KEY) as string;
}
