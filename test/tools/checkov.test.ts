import { expect, test } from '@jest/globals';
import { type Finding, judge } from '../support/findings.ts';
import { runTool } from '../support/run-tool.ts';
import { TemplateFiles } from '../support/template-files.ts';
import { CHECKOV } from '../support/tool-exceptions.ts';
import { carelessTemplate, synthesizeVariants } from './support/variants.ts';

interface Report {
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly file_path: string;
      readonly resource: string;
    }[];
  };
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
}

/** What checkov finds, by the checks that its package carries: it asks nothing of its maker's service. */
async function checkov(files: TemplateFiles): Promise<{ findings: Finding[]; report: Report }> {
  const output = await runTool('.local/tools/venv/bin/checkov', [
    ...['--framework', 'cloudformation', '--skip-download', '--quiet', '--compact', '--output', 'json'],
    ...['--directory', files.folder],
  ]);
  const report = JSON.parse(output) as Report;
  const findings = report.results.failed_checks.map(({ check_id, check_name, file_path, resource }) => ({
    rule: check_id,
    // `AWS::SNS::Topic.Alarms`
    ...files.place(file_path, resource.split('.')[1] ?? ''),
    detail: check_name,
  }));
  return { findings, report };
}

test('checkov finds nothing but what is on purpose, in any variant', async () => {
  const files = new TemplateFiles(synthesizeVariants());
  const { findings, report } = await checkov(files);
  files.remove();
  expect(judge(findings, CHECKOV)).toEqual({ unexpected: [], unused: [] });
  expect(report.summary.parsing_errors).toBe(0);
  expect(report.summary.passed).toBeGreaterThan(100 * files.paths.length);
});

test('checkov would find something', async () => {
  const careless = carelessTemplate();
  const { findings } = await checkov(careless);
  careless.remove();
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'CKV_AWS_63', resource: 'AWS::IAM::Policy Careless' }),
  );
});
