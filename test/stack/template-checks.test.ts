import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { VARIANTS } from '../support/stack-variants.ts';
import { resourcesOf, synthesize } from '../support/synth.ts';

const TEMPLATES = VARIANTS.map(({ name, context }) => ({ name, template: synthesize(context) }));

/** The calls that Lambda makes to join a VPC; EC2 takes no narrower resource for the reading one. */
const NETWORK = ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces'];

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

test('cfn-lint finds nothing in any variant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wiki-sso-lint-'));
  const files = TEMPLATES.map(({ template }, i) => {
    const file = join(folder, `${i}.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  });
  let findings = '';
  try {
    // W3005: a DependsOn beside a reference, which CDK writes for its own reasons.
    const options = ['--ignore-checks', 'W3005', '--regions', 'eu-central-1', '--'];
    execFileSync('.local/venv/bin/cfn-lint', [...options, ...files], { encoding: 'utf8' });
  } catch (error) {
    findings = (error as { stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(findings).toBe('');
}, 240_000);

test.each(TEMPLATES)(
  'no right has a star but the one that EC2 leaves no choice about: $name',
  ({ template }) => {
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::IAM::Policy')) {
      for (const { Action, Resource } of Properties.PolicyDocument.Statement as Statement[]) {
        const actions = [Action].flat();
        expect([id, actions.filter((action) => action.includes('*'))]).toEqual([id, []]);
        const starred = [Resource].flat().filter((arn) => JSON.stringify(arn).includes('*'));
        if (starred.length > 0) expect([id, actions.sort()]).toEqual([id, NETWORK]);
      }
    }
    for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns ?? []).toEqual([]);
    }
  },
);

test.each(VARIANTS.filter(({ name }) => name.endsWith('domains in a zone, two wikis')))(
  'a second synthesis replaces nothing: $name',
  ({ name, context }) => {
    const first = TEMPLATES.find((candidate) => candidate.name === name)?.template;
    expect(synthesize(context)).toEqual(first);
  },
);
