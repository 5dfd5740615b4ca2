/** Runs cfn-guard with AWS Control Tower's proactive controls. */
import type { Finding } from '../../support/findings.ts';
import { runTool } from '../../support/run-tool.ts';
import type { TemplateFiles } from '../../support/template-files.ts';

const PACKAGE = '.local/tools/npm/node_modules/@cdklabs/cdk-validator-cfnguard';
const PLATFORM = { darwin: 'macos', linux: 'ubuntu' }[process.platform as string];
const PROCESSOR = { arm64: 'aarch64', x64: 'x86_64' }[process.arch as string];
const CFN_GUARD = `${PACKAGE}/bin/${PLATFORM}/${PROCESSOR}/cfn-guard`;

const RULES = `${PACKAGE}/rules/control-tower/cfn-guard`;

interface FileReport {
  readonly name: string;
  readonly not_compliant: readonly { readonly Rule: { readonly name: string } }[];
  readonly compliant: readonly string[];
}

/** What cfn-guard finds, and the rules that had something to look at. */
export async function cfnGuard(files: TemplateFiles): Promise<{ findings: Finding[]; applied: Set<string> }> {
  const output = await runTool(CFN_GUARD, [
    ...['validate', '--structured', '--output-format', 'json', '--show-summary', 'none'],
    ...['--rules', RULES, '--data', files.folder],
  ]);
  const reports = JSON.parse(output) as FileReport[];
  if (reports.length !== files.paths.length) {
    throw new Error(`expected ${files.paths.length} reports, got ${reports.length}`);
  }
  return {
    findings: reports.flatMap(({ name, not_compliant }) =>
      not_compliant.flatMap(({ Rule }) =>
        placesIn(Rule, name, files).map((place) => ({ rule: Rule.name, ...place })),
      ),
    ),
    applied: new Set(
      reports.flatMap(({ compliant, not_compliant }) => [
        ...compliant,
        ...not_compliant.map(({ Rule }) => Rule.name),
      ]),
    ),
  };
}

/** The resources that a report on one rule points at by the paths in it; some rules name none. */
function placesIn(report: unknown, file: string, files: TemplateFiles): Omit<Finding, 'rule'>[] {
  const ids = new Set<string>();
  JSON.stringify(report, (key, value) => {
    const [, id] = (key === 'path' && /^\/Resources\/(\w+)/.exec(value)) || [];
    if (id !== undefined) ids.add(id);
    return value;
  });
  if (ids.size === 0) return [{ resource: 'the template', template: file }];
  return [...ids].map((id) => files.place(file, id));
}
