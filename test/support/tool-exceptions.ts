/** The findings of cfn-lint that the stack accepts, each with its reason. */

/** A finding of a tool that is on purpose, and why. Those of cdk-nag are in lib/nag-exceptions.ts, which it reads at synth. */
export interface ToolException {
  readonly id: string;
  readonly reason: string;
}

/** cfn-lint. */
export const CFN_LINT: readonly ToolException[] = [
  { id: 'W3005', reason: 'A DependsOn beside a reference, which CDK writes for its own reasons.' },
  { id: 'W3010', reason: 'Zones stand in the template only where the operator chose them.' },
];
