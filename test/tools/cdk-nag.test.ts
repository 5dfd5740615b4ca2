import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type App, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { VARIANTS } from '../support/stack-variants.ts';
import { appWith, SMALLEST } from '../support/synth.ts';

interface Report {
  readonly pluginReports?: {
    readonly violations: {
      readonly ruleName: string;
      readonly violatingConstructs: { readonly constructPath: string }[];
    }[];
  }[];
}

/** What the packs find in an app, a line each. */
function findings(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
  const report: Report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return (report.pluginReports ?? []).flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  );
}

test.each(VARIANTS)(
  'cdk-nag finds nothing but what is on purpose, and the CDK nothing: $name',
  ({ context }) => {
    const { app, cleanUp } = appWith(context, { validation: true });
    const lines = findings(app);
    cleanUp();
    expect(lines).toEqual([]);
  },
);

test('cdk-nag would find something: both packs are asked', () => {
  const { app, stack, cleanUp } = appWith(SMALLEST);
  new Bucket(stack, 'Careless');
  new Queue(stack, 'Careless2');
  const check = () => findings(app);
  expect(check).toThrow(/AwsSolutions-S1.*Serverless-SQSRedrivePolicy/s);
  cleanUp();
});
