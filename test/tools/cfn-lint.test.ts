import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cfnLint } from '../support/cfn-lint.ts';
import { judge } from '../support/findings.ts';
import { TemplateFiles } from '../support/template-files.ts';
import { CFN_LINT } from '../support/tool-exceptions.ts';
import { carelessTemplate, synthesizeVariants } from './support/variants.ts';

let files: TemplateFiles;
beforeAll(() => {
  files = new TemplateFiles(synthesizeVariants());
});
afterAll(() => files.remove());

// Types of resources and their properties differ between regions.
test('cfn-lint finds nothing but what is on purpose, in any variant and any region', async () => {
  expect(judge(await cfnLint(files, 'ALL_REGIONS'), CFN_LINT)).toEqual({ unexpected: [], unused: [] });
});

test('cfn-lint would find a property that there is not', async () => {
  const careless = carelessTemplate();
  const found = await cfnLint(careless, 'ALL_REGIONS');
  careless.remove();
  expect(found).toContainEqual(
    expect.objectContaining({ rule: 'E3002', resource: 'AWS::EC2::SecurityGroup Open' }),
  );
});
