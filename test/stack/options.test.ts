import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { SessionStore } from '../../lib/session-store.ts';
import { WikiOrigin } from '../../lib/wiki-origin.ts';
import { WikiSso } from '../../lib/wiki-sso.ts';
import { variant } from '../support/stack-variants.ts';
import { resourcesOf, synthesize, type Template } from '../support/synth.ts';
import { keptResources, replacedResources } from './upgrade/kept-resources.ts';

const plain = synthesize(variant('vpc store, no domain, one wiki'));
const all = synthesize(variant('vpc store with every option of Operation'));

/** A property of the functions that have it, by the part of its logical id that tells which it is. */
function ofFunctions(template: Template, property: string): Record<string, unknown> {
  return Object.fromEntries(
    resourcesOf(template, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties[property] !== undefined)
      .map(([id, { Properties }]) => [
        /^Functions(LoginHook|LogoutHook|Authorizer|Expire)/.exec(id)?.[1],
        Properties[property],
      ]),
  );
}

describe('reserved concurrency', () => {
  test('keeps executions for each hook, and for nothing else', () => {
    expect(ofFunctions(all, 'ReservedConcurrentExecutions')).toEqual({ LoginHook: 5, LogoutHook: 4 });
    expect(ofFunctions(plain, 'ReservedConcurrentExecutions')).toEqual({});
  });
});

describe('tracing', () => {
  const traced = synthesize(variant('url store, traced'));
  const XRAY = { Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' };

  test('is active for all four functions, which may write traces and nothing more than before', () => {
    const active = { Mode: 'Active' };
    expect(ofFunctions(traced, 'TracingConfig')).toEqual({
      ...{ LoginHook: active, LogoutHook: active, Authorizer: active, Expire: active },
    });
    const rights = resourcesOf(traced, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('Functions'));
    const before = resourcesOf(synthesize(), 'AWS::IAM::Policy');
    expect(rights).toHaveLength(4);
    for (const [id, { Properties }] of rights) {
      const { Statement } = Properties.PolicyDocument;
      expect(Statement).toContainEqual({ ...XRAY, Effect: 'Allow' });
      const untraced = before.find(([other]) => other === id)?.[1].Properties.PolicyDocument.Statement;
      expect(Statement.filter(({ Resource }: { Resource: unknown }) => Resource !== '*')).toEqual(untraced);
    }
  });

  test('is off otherwise, with no right to write traces', () => {
    expect(ofFunctions(plain, 'TracingConfig')).toEqual({});
    expect(JSON.stringify(plain)).not.toContain('xray:');
  });
});

describe('each option', () => {
  const context = variant('vpc store, domains in a zone, two wikis');
  const before = keptResources(synthesize(context));

  test.each<[string, unknown]>([
    ['reservedConcurrency', { loginHook: 5, logoutHook: 5 }],
    ['tracing', true],
  ])(
    'may be switched on and off in a deployment that runs, and replaces or takes away nothing that holds anything: %s',
    (key, value) => {
      const after = keptResources(synthesize({ ...context, [key]: value }));
      expect(replacedResources(before, after)).toEqual([]);
      expect(replacedResources(after, before)).toEqual([]);
    },
  );

  test('is a prop of the construct too, and leads to the same resources', () => {
    const { reservedConcurrency } = variant('vpc store with every option of Operation') as object & {
      reservedConcurrency: { loginHook: number; logoutHook: number };
    };
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    const stack = new Stack(app, 'WikiSso');
    const sso = new WikiSso(stack, 'Default', {
      cookieDomain: 'example.com',
      wikis: [{ host: 'wiki.example.com', origin: WikiOrigin.url('https://origin.example.net') }],
      store: SessionStore.serverless(),
      reservedConcurrency,
      tracing: true,
    });
    sso.addOutputs();
    const template = app.synth().getStackByName('WikiSso').template as Template;
    expect(ofFunctions(template, 'ReservedConcurrentExecutions')).toEqual({ LoginHook: 5, LogoutHook: 4 });
    expect(ofFunctions(template, 'TracingConfig')).toEqual(ofFunctions(all, 'TracingConfig'));
    expect(Object.keys(template.Resources)).toEqual(Object.keys(all.Resources));
  });
});
