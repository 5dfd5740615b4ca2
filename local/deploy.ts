/** Deploys the stack into the emulator with the CDK's own command line. */

import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CONFIG_FILE_VARIABLE } from '../lib/config/config-file.ts';
import { awsEnvironment, REGION } from './aws-emulator.ts';
import type { PartStarter } from './part-starter.ts';
import { ROOT } from './paths.ts';

const ACCOUNT = '000000000000';
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

export const STACK_NAME = 'WikiSso';

export interface Deployment {
  awsPort: number;
  /** Folder for the synthesized stack and the outputs. */
  dir: string;
  tmp: string;
  context: Record<string, string>;
}

/** The outputs of the deployed stack by name. */
export type StackOutputs = Record<string, string>;

/** Shows the progress of some work. */
export type Shown = (title: string, work: () => Promise<void>) => Promise<void>;

/** Runs a real `cdk deploy` of the app in `lib/` into the emulator. */
export async function deployStack(
  start: PartStarter,
  deployment: Deployment,
  shown: Shown = (_title, work) => work(),
): Promise<StackOutputs> {
  const assembly = join(deployment.dir, 'cdk.out');
  const outputs = join(deployment.dir, 'outputs.json');
  rmSync(deployment.dir, { recursive: true, force: true });
  // These two are independent.
  await Promise.all([
    shown('cdk bootstrap', () =>
      runCdk(start, deployment, 'cdk-bootstrap', ['bootstrap', `aws://${ACCOUNT}/${REGION}`], deployment.tmp),
    ),
    shown('cdk synth', () =>
      runCdk(start, deployment, 'cdk-synth', ['synth', STACK_NAME, '--quiet', '--output', assembly]),
    ),
  ]);
  await shown('cdk deploy, into the emulator', () =>
    runCdk(start, deployment, 'cdk-deploy', [
      ...['deploy', STACK_NAME, '--app', assembly, '--require-approval', 'never'],
      ...['--outputs-file', outputs, '--progress', 'events'],
    ]),
  );
  const all = JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, StackOutputs>;
  return all[STACK_NAME] ?? {};
}

/**
 * Runs one command of the CDK's command line. Bootstrapping gets the environment as an argument and runs in a folder
 * without cdk.json, so that it does not synthesize the app.
 */
export async function runCdk(
  start: PartStarter,
  deployment: Deployment,
  name: string,
  args: string[],
  cwd = ROOT,
): Promise<void> {
  const context = Object.entries(deployment.context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const part = start({
    name,
    command: process.execPath,
    args: [CDK, ...args, ...context, '--no-notices', '--no-version-reporting', '--ci'],
    cwd,
    env: {
      ...awsEnvironment(deployment.awsPort),
      // `node lib/app.ts` and esbuild are found as in an npm script.
      PATH: [dirname(process.execPath), join(ROOT, 'node_modules', '.bin'), '/usr/bin', '/bin'].join(':'),
      HOME: deployment.tmp,
      TMPDIR: deployment.tmp,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      // The demo ignores the operator's own wiki-sso.json.
      [CONFIG_FILE_VARIABLE]: '',
    },
  });
  await part.untilDone();
}
