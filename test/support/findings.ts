/** Compares what a tool found with the exceptions to its rules. */
import type { ToolException } from './tool-exceptions.ts';

/** One thing that a tool found in a template. */
export interface Finding {
  /** The tool's own name of its rule. */
  readonly rule: string;
  /** Type and logical id of the resource: `AWS::SNS::Topic MonitoringAlarms66989066`. */
  readonly resource: string;
  /** The template it was found in. */
  readonly template: string;
  /** The tool's own words, where they say more than the rule. */
  readonly detail?: string;
}

/**
 * Holds what a tool found against what is on purpose.
 * @returns the findings without an exception, and the exceptions without a finding
 */
export function judge(findings: readonly Finding[], exceptions: readonly ToolException[]) {
  const unexpected = findings
    .filter((finding) => !exceptions.some((exception) => covers(exception, finding)))
    .map(({ rule, resource, template, detail = '' }) =>
      `${rule} ${resource} in ${template} ${detail}`.trim(),
    );
  const unused = exceptions
    .filter((exception) => !findings.some((finding) => covers(exception, finding)))
    .map(({ id, where }) => `${id} ${where}`);
  return { unexpected: [...new Set(unexpected)], unused };
}

function covers({ id, where }: ToolException, { rule, resource }: Finding): boolean {
  return id === rule && where.test(resource);
}
