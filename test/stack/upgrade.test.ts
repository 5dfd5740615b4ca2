import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { variant } from '../support/stack-variants.ts';
import { synthesize } from '../support/synth.ts';
import { type Kept, keptResources, replacedResources } from './upgrade/kept-resources.ts';
import { RELEASED_FILE, UPGRADED } from './upgrade/variants.ts';

const released = JSON.parse(readFileSync(RELEASED_FILE, 'utf8')) as Record<string, Record<string, Kept>>;

test.each(UPGRADED)(
  'an upgrade replaces no cache, secret, API, domain or subnet that the changelog does not name: %s',
  (name) => {
    const announced = readFileSync('CHANGELOG.md', 'utf8');
    const replaced = replacedResources(released[name] ?? {}, keptResources(synthesize(variant(name))));
    expect(replaced.filter((id) => !announced.includes(`\`${id}\``))).toEqual([]);
    expect(Object.keys(released[name] ?? {}).length).toBeGreaterThan(5);
  },
);

test('a replacement would be found: another KMS key, a wiki of another host', () => {
  const name = 'vpc store, domains in a zone, two wikis';
  const before = keptResources(synthesize(variant(name)));
  const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0123abcd-0123-0123-0123-0123456789ab';
  const keyed = replacedResources(before, keptResources(synthesize({ ...variant(name), kmsKeyArn })));
  expect(keyed).toEqual([expect.stringMatching(/^StoreCache/)]);
  const [first, ...others] = variant(name).wikis as { host: string }[];
  const wikis = [{ ...first, host: 'w.example.com' }, ...others];
  const moved = replacedResources(before, keptResources(synthesize({ ...variant(name), wikis })));
  expect(moved.map((id) => before[id]?.type).sort()).toEqual([
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::DomainName',
    'AWS::SecretsManager::Secret',
  ]);
});
