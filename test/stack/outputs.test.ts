import { expect, test } from '@jest/globals';
import { readDeployment } from '../../cli/deployment/deployment.ts';
import { variant } from '../support/stack-variants.ts';
import { synthesize } from '../support/synth.ts';

test('the outputs are all that the command line has to know', () => {
  const template = synthesize(variant('vpc store, domains in a zone, one wiki'));
  const names = Object.keys((template as { Outputs?: object }).Outputs ?? {});
  // Which outputs there are is what counts: their values are known only once it is deployed.
  const outputs = Object.fromEntries(names.map((name) => [name, `https://${name}.example.com`]));
  const deployment = readDeployment({ stackName: 'WikiSso', isLocal: false, aws: {} }, outputs);
  expect(deployment.wikis).toHaveLength(1);
});
