import { expect, test } from '@jest/globals';
import { judge } from '../support/findings.ts';
import { TemplateFiles } from '../support/template-files.ts';
import { CFN_GUARD } from '../support/tool-exceptions.ts';
import { cfnGuard } from './support/cfn-guard.ts';
import { carelessTemplate, synthesizeVariants } from './support/variants.ts';

test('cfn-guard finds nothing but what is on purpose, in any variant', async () => {
  const files = new TemplateFiles(synthesizeVariants());
  const { findings, applied } = await cfnGuard(files);
  files.remove();
  expect(judge(findings, CFN_GUARD)).toEqual({ unexpected: [], unused: [] });
  // Most rules are about services that the stack does not have.
  expect(applied.size).toBeGreaterThanOrEqual(12);
});

test('cfn-guard would find something', async () => {
  const careless = carelessTemplate();
  const { findings } = await cfnGuard(careless);
  careless.remove();
  const rule = 'iam_inline_policy_no_statements_with_admin_access_check';
  expect(findings).toContainEqual(expect.objectContaining({ rule, resource: 'AWS::IAM::Policy Careless' }));
});
