import { readFileSync } from 'node:fs';
import { AVAILABILITY_ZONE, SECRET_ARN, SUBNET_ID, VPC_ID } from './aws-patterns.ts';
import type { ContextReader } from './context-reader.ts';

/** A Redis or Valkey that exists already. */
export interface UrlStoreConfig {
  readonly kind: 'url';
  /** ARN of the secret that holds its URL. */
  readonly urlSecretArn: string;
  /** The one host that may be reached without TLS. */
  readonly plaintextHost: string | undefined;
  /** PEM text of the authority to trust. */
  readonly ca: string | undefined;
}

/** A VPC that exists already. */
export interface ExistingVpc {
  readonly id: string;
  readonly availabilityZones: readonly string[];
  /** One subnet a zone, in the same order. */
  readonly subnetIds: readonly string[];
  /** Whether the stack makes the interface endpoint for Secrets Manager; not where the VPC has one, or a NAT. */
  readonly secretsEndpoint: boolean;
}

/** A cache that the stack makes. */
export interface ElasticacheStoreConfig {
  readonly kind: 'vpc' | 'public';
  readonly existingVpc: ExistingVpc | undefined;
  readonly maxStorageGb: number;
  readonly maxEcpuPerSecond: number;
}

export type StoreConfig = UrlStoreConfig | ElasticacheStoreConfig;

/** Reads the settings of the store. */
export function readStoreConfig(context: ContextReader): StoreConfig {
  const kind = context.oneOf('store', ['vpc', 'public', 'url'], 'vpc');
  return kind === 'url' ? readUrlStore(context) : readElasticacheStore(context, kind);
}

function readUrlStore(context: ContextReader): UrlStoreConfig {
  const caFile = context.optionalText('storeCaFile', /./, 'the path of a PEM file');
  return {
    kind: 'url',
    urlSecretArn: context.text(
      'storeUrlSecretArn',
      SECRET_ARN,
      'the whole ARN of a secret that holds a redis:// or rediss:// URL',
    ),
    plaintextHost: context.optionalText('storePlaintextHost', /^[A-Za-z0-9.:-]+$/, 'a host name or address'),
    ca: caFile === undefined || caFile === '' ? undefined : readCa(context, caFile),
  };
}

/** A Lambda's environment holds 4 KB in all. */
const MAX_CA_BYTES = 2500;

function readCa(context: ContextReader, path: string): string {
  const takes = `a file with one PEM certificate of at most ${MAX_CA_BYTES} bytes`;
  try {
    const pem = readFileSync(path, 'utf8');
    const usable = pem.includes('-----BEGIN CERTIFICATE-----') && Buffer.byteLength(pem) <= MAX_CA_BYTES;
    context.check('storeCaFile', usable ? [] : [path], takes);
    return pem;
  } catch {
    context.check('storeCaFile', [path], takes);
    return '';
  }
}

function readElasticacheStore(context: ContextReader, kind: 'vpc' | 'public'): ElasticacheStoreConfig {
  const existingVpc = context.optionalObject('vpc', (vpc) => ({
    id: vpc.text('id', VPC_ID, 'a VPC id'),
    availabilityZones: vpc.texts('availabilityZones', AVAILABILITY_ZONE, 'availability zones'),
    subnetIds: vpc.texts('subnetIds', SUBNET_ID, 'subnet ids'),
    secretsEndpoint: vpc.flag('secretsEndpoint', true),
  }));
  const { availabilityZones = [], subnetIds = [] } = existingVpc ?? {};
  if (availabilityZones.length > 0 && availabilityZones.length !== subnetIds.length) {
    context.check('vpc.subnetIds', subnetIds, 'as many subnets as availabilityZones, in the same order');
  }
  context.check(
    'vpc',
    kind === 'public' && existingVpc !== undefined ? [existingVpc.id] : [],
    'store "vpc" beside it',
  );
  return {
    kind,
    existingVpc,
    maxStorageGb: context.integer('maxStorageGb', 1, 5000, 1),
    maxEcpuPerSecond: context.integer('maxEcpuPerSecond', 1000, 15_000_000, 10_000),
  };
}
