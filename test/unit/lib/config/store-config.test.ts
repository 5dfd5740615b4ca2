import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ContextReader } from '../../../../lib/config/context-reader.ts';
import { readStoreConfig, type StoreConfig } from '../../../../lib/config/store-config.ts';
import { matching } from '../../../support/matching.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:wiki-sso/store-AbC123';
const VPC = {
  id: 'vpc-0a1b',
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  subnetIds: ['subnet-0a', 'subnet-0b'],
};
const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wiki-sso-config-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The store, or the lines of complaint. */
function read(settings: Record<string, unknown>): StoreConfig | string[] {
  const context = new ContextReader((key) => settings[key]);
  const config = readStoreConfig(context);
  try {
    context.throwIfInvalid();
    return config;
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('the store', () => {
  test('is a cache in a VPC of its own unless the settings say otherwise', () => {
    expect(read({})).toEqual({
      kind: 'vpc',
      vpc: { kind: 'new', availabilityZones: undefined, secretsEndpoint: false },
      maxStorageGb: 1,
      maxEcpuPerSecond: 10_000,
    });
  });

  test('may stand in a VPC that exists, also told on the command line', () => {
    const vpc = { kind: 'existing', ...VPC, secretsEndpoint: false };
    expect(read({ vpc: JSON.stringify({ ...VPC, secretsEndpoint: 'false' }) })).toMatchObject({ vpc });
    expect(read({ vpc: VPC })).toMatchObject({ vpc: { ...vpc, secretsEndpoint: true } });
  });

  test('may have a VPC of its own in zones that are chosen, with or without an interface endpoint', () => {
    const { availabilityZones } = VPC;
    expect(read({ vpc: { availabilityZones } })).toMatchObject({
      vpc: { kind: 'new', availabilityZones, secretsEndpoint: false },
    });
    expect(read({ vpc: { secretsEndpoint: true } })).toMatchObject({
      vpc: { kind: 'new', availabilityZones: undefined, secretsEndpoint: true },
    });
  });

  test('may be one that exists, by the ARN of the secret that holds its URL', () => {
    expect(read({ store: 'url', storeUrlSecretArn: ARN })).toEqual({
      kind: 'url',
      urlSecretArn: ARN,
      plaintextHost: undefined,
      ca: undefined,
    });
  });

  test('may be trusted by a certificate of its own', () => {
    const storeCaFile = join(folder, 'ca.pem');
    writeFileSync(storeCaFile, PEM);
    expect(read({ store: 'url', storeUrlSecretArn: ARN, storeCaFile })).toMatchObject({ ca: PEM });
  });
});

describe('one complaint is made of', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown kind', { store: 'redis' }, 'store: expected "vpc" or "public" or "url"…, got "redis"'],
    ['a missing secret', { store: 'url' }, 'storeUrlSecretArn: expected the whole ARN…, got nothing'],
    ['a bad VPC id', { vpc: { ...VPC, id: 'x' } }, 'vpc.id: expected a VPC id…, got "x"'],
    ['a VPC that is no object', { vpc: 'vpc-0a1b' }, 'vpc: expected an object, as JSON…, got "vpc-0a1b"'],
    [
      'one subnet in one zone, over which the cache cannot spread',
      { vpc: { ...VPC, availabilityZones: ['eu-central-1a'], subnetIds: ['subnet-0a'] } },
      'vpc.availabilityZones: expected two or three availability zones, each once…, got ["eu-central-1a"]',
    ],
    [
      'four zones',
      { vpc: { availabilityZones: ['a', 'b', 'c', 'd'].map((zone) => `us-east-1${zone}`) } },
      'vpc.availabilityZones: expected two or three…, got ["us-east-1a","us-east-1b","us-east-1c","us-east-1d"]',
    ],
    [
      'one zone twice',
      { vpc: { ...VPC, availabilityZones: ['eu-central-1a', 'eu-central-1a'] } },
      'vpc.availabilityZones: expected two or three…, got ["eu-central-1a","eu-central-1a"]',
    ],
    [
      'one subnet twice',
      { vpc: { ...VPC, subnetIds: ['subnet-0a', 'subnet-0a'] } },
      'vpc.subnetIds: expected as many…, got ["subnet-0a","subnet-0a"]',
    ],
    [
      'subnets of no VPC',
      { vpc: { subnetIds: VPC.subnetIds } },
      'vpc.id: expected the id of the VPC that subnetIds are in…, got nothing',
    ],
    [
      'a key of the VPC that is misspelt',
      { vpc: { ...VPC, secretEndpoint: false } },
      'vpc.secretEndpoint: unknown key; did you mean secretsEndpoint?',
    ],
    [
      'a missing subnet',
      { vpc: { ...VPC, subnetIds: ['subnet-0a'] } },
      'vpc.subnetIds: expected as many…, got ["subnet-0a"]',
    ],
    [
      'bad zones',
      { vpc: { ...VPC, availabilityZones: 'eu-central-1a' } },
      'vpc.availabilityZones: expected a list of two or three availability zones…, got "eu-central-1a"',
    ],
    [
      'a flag that is none',
      { vpc: { ...VPC, secretsEndpoint: 'no' } },
      'vpc.secretsEndpoint: expected true or…, got "no"',
    ],
    ['a VPC beside a public cache', { store: 'public', vpc: VPC }, 'vpc: has no effect with store "public"'],
    [
      'too much storage',
      { maxStorageGb: 5001 },
      'maxStorageGb: expected a whole number from 1 to 5000…, got 5001',
    ],
    [
      'a host with a path',
      { store: 'url', storeUrlSecretArn: ARN, storePlaintextHost: 'a/b' },
      'storePlaintextHost: expected a host name or address…, got "a/b"',
    ],
    [
      'a certificate file that is not there',
      { store: 'url', storeUrlSecretArn: ARN, storeCaFile: '/nowhere.pem' },
      'storeCaFile: expected a file with one PEM certificate…, got ["/nowhere.pem"]',
    ],
  ])('%s', (_what, settings, message) => {
    expect(read(settings)).toEqual([matching(message)]);
  });

  test.each([
    ['no certificate', 'hello'],
    ['a certificate too long for the environment', PEM.replace('AAAA', 'A'.repeat(2500))],
  ])('a certificate file with %s', (_what, text) => {
    const storeCaFile = join(folder, 'bad.pem');
    writeFileSync(storeCaFile, text);
    expect(read({ store: 'url', storeUrlSecretArn: ARN, storeCaFile })).toEqual([
      matching(`storeCaFile: expected a file with one PEM certificate…, got ["${storeCaFile}"]`),
    ]);
  });
});
