/** Synthesizes the stack and reads its template. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations, App } from 'aws-cdk-lib';
import { readConfig } from '../../lib/config/config.ts';
import { WikiSsoStack } from '../../lib/wiki-sso-stack.ts';

export const ACCOUNT_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:wiki-sso/store-AbC123';
const FLAGS = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

export type Context = Readonly<Record<string, unknown>>;

/** A deployment as small as it can be. */
export const SMALLEST: Context = {
  cookieDomain: 'example.com',
  store: 'url',
  storeUrlSecretArn: ACCOUNT_ARN,
  wikis: [{ host: 'wiki.example.com', origin: 'https://origin.example.net' }],
};

/** CloudFormation's JSON, as far as tests read it. */
export interface Template {
  // biome-ignore lint/suspicious/noExplicitAny: templates have no useful type
  readonly Resources: Record<string, { Type: string; Properties: any; [key: string]: unknown }>;
  // biome-ignore lint/suspicious/noExplicitAny: templates have no useful type
  readonly Outputs: Record<string, any>;
}

/** An app with the bridge's stack; without `bundles`, which take seconds and change no template's shape. */
export function appWith(
  context: Context,
  { quiet = true, validation = false, bundles = false } = {},
): { app: App; stack: WikiSsoStack; cleanUp: () => void } {
  const outdir = mkdtempSync(join(tmpdir(), 'wiki-sso-synth-'));
  const app = new App({
    outdir,
    // The CDK's own look at the template takes most of a synthesis. The test with cdk-nag has it on, for every variant.
    builtinCloudFormationValidation: validation,
    context: { ...FLAGS, ...context, ...(!bundles && { 'aws:cdk:bundling-stacks': [] }) },
  });
  const config = readConfig((key) => app.node.tryGetContext(key), Object.keys(context));
  const stack = new WikiSsoStack(app, config.deploymentName, config);
  // One test looks for this warning; in all others it is noise.
  if (quiet) Annotations.of(stack).acknowledgeWarning('wiki-sso:untried');
  return { app, stack, cleanUp: () => rmSync(outdir, { recursive: true, force: true }) };
}

/** The template that a configuration leads to. */
export function synthesize(context: Context = SMALLEST): Template {
  const { app, stack, cleanUp } = appWith(context);
  const template = app.synth().getStackByName(stack.stackName).template as Template;
  cleanUp();
  return template;
}

/** All resources of a type, by logical id. */
export function resourcesOf(template: Template, type: string): [string, Template['Resources'][string]][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The one resource of a type whose logical id begins as given. */
export function resource(
  template: Template,
  type: string,
  idStart = '',
): Template['Resources'][string]['Properties'] {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(idStart));
  if (found.length !== 1)
    throw new Error(`${found.length} resources ${type} ${idStart}: ${found.map(([id]) => id)}`);
  return found[0]?.[1].Properties;
}
