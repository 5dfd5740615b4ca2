import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { NETWORK_INTERFACE_ACTIONS } from '../../lib/bridge-function.ts';
import { CONFIG_KEYS } from '../../lib/config/config.ts';
import { cfnLint } from '../support/cfn-lint.ts';
import { judge } from '../support/findings.ts';
import { VARIANTS } from '../support/stack-variants.ts';
import { resourcesOf, synthesize, type Template } from '../support/synth.ts';
import { TemplateFiles } from '../support/template-files.ts';
import { CFN_LINT } from '../support/tool-exceptions.ts';

const TEMPLATES = VARIANTS.map(({ name, context }) => ({ name, template: synthesize(context) }));

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

// In one region: `npm run test:tools` looks at all of them.
test('cfn-lint finds nothing in any variant', async () => {
  const files = new TemplateFiles(TEMPLATES);
  const found = await cfnLint(files, 'eu-central-1').finally(() => files.remove());
  expect(judge(found, CFN_LINT).unexpected).toEqual([]);
}, 240_000);

/** Rights that no narrower resource can be named for. Source: Service Authorization Reference, EC2 and X-Ray. */
const RIGHTS_TO_ALL = [
  {
    reason: 'Lambda makes the network interfaces of a function in a VPC by its role.',
    actions: NETWORK_INTERFACE_ACTIONS,
    isNeeded: (template: Template) => hasFunctionWith(template, 'VpcConfig'),
  },
  {
    reason: 'X-Ray has no resources that a trace could be written to.',
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    isNeeded: (template: Template) => hasFunctionWith(template, 'TracingConfig'),
  },
];

function hasFunctionWith(template: Template, property: string): boolean {
  return resourcesOf(template, 'AWS::Lambda::Function').some(
    ([, { Properties }]) => Properties[property] !== undefined,
  );
}

test.each(TEMPLATES)(
  'no right has a star but those that EC2 and X-Ray leave no choice about: $name',
  ({ template }) => {
    const needed = RIGHTS_TO_ALL.filter(({ isNeeded }) => isNeeded(template)).flatMap(
      ({ actions }) => actions,
    );
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::IAM::Policy')) {
      for (const { Action, Resource } of Properties.PolicyDocument.Statement as Statement[]) {
        const actions = [Action].flat();
        expect([id, actions.filter((action) => action.includes('*'))]).toEqual([id, []]);
        const starred = [Resource].flat().filter((arn) => JSON.stringify(arn).includes('*'));
        if (starred.length > 0) expect([id, actions.sort()]).toEqual([id, needed]);
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

/** Source: EC2 API reference, AuthorizeSecurityGroupIngress and CreateSecurityGroup; cfn-lint does not look. */
const EC2_TEXT = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

test.each(TEMPLATES)('EC2 takes the text of each group and rule: $name', ({ template }) => {
  const texts = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type.startsWith('AWS::EC2::SecurityGroup')
      ? [
          ...(Type === 'AWS::EC2::SecurityGroup' ? [Properties.GroupDescription] : [Properties.Description]),
          ...[Properties.SecurityGroupIngress ?? [], Properties.SecurityGroupEgress ?? []]
            .flat()
            .map(({ Description }) => Description),
        ]
      : [],
  );
  expect(texts.filter((text) => !EC2_TEXT.test(text))).toEqual([]);
});

test('every key that is documented is in a variant, and every key that there is is documented', () => {
  const keysOf = (value: unknown): string[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
      : Array.isArray(value)
        ? value.flatMap(keysOf)
        : [];
  const tried = new Set(VARIANTS.flatMap(({ context }) => keysOf(context)));
  const page = readFileSync('docs/configuration.md', 'utf8');
  const documented = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key as string);
  expect(documented.filter((key) => !tried.has(key))).toEqual([]);
  expect(CONFIG_KEYS.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});
