import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type App, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { NAG_EXCEPTIONS } from '../../lib/nag-exceptions.ts';
import { VARIANTS, variant } from '../support/stack-variants.ts';
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

/** Takes back what is said to cdk-nag about exceptions: a construct's metadata, which no method removes. */
function withoutExceptions(app: App): App {
  for (const { node } of app.node.findAll()) {
    const kept = node.metadata.filter(({ type }) => type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    Object.assign(node, { _metadata: kept });
  }
  return app;
}

test('each exception of cdk-nag has a finding', () => {
  const { app, cleanUp } = appWith(variant('vpc store, domains in a zone, one wiki'));
  let report = '';
  try {
    findings(withoutExceptions(app));
  } catch (error) {
    report = String(error);
  }
  cleanUp();
  expect(report).toContain('AwsSolutions-');
  expect(NAG_EXCEPTIONS.map(({ id }) => id).filter((id) => !report.includes(id))).toEqual([]);
});
