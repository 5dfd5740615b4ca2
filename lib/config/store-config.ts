/** The settings of the session store and of its VPC. */

import { readFileSync } from 'node:fs';
import { AVAILABILITY_ZONE, SECRET_ARN, SUBNET_ID, VPC_ID } from './aws-patterns.ts';
import type { ContextReader } from './context-reader.ts';

/** An existing Redis or Valkey. */
export interface UrlStoreConfig {
  readonly kind: 'url';
  /** ARN of the secret that holds its URL. */
  readonly urlSecretArn: string;
  /** The one host that may be reached without TLS. */
  readonly plaintextHost: string | undefined;
  /** PEM text of the authority to trust. */
  readonly ca: string | undefined;
}

/** A VPC that the stack creates. */
export interface NewVpc {
  readonly kind: 'new';
  /** Undefined for the first two that CloudFormation lists; some accounts cannot use one of them. */
  readonly availabilityZones: readonly string[] | undefined;
  /** Whether functions reach Secrets Manager through an interface endpoint; otherwise through outbound IPv6. */
  readonly secretsEndpoint: boolean;
}

/** An existing VPC. */
export interface ExistingVpc {
  readonly kind: 'existing';
  readonly id: string;
  readonly availabilityZones: readonly string[];
  /** One subnet for each zone, in the same order. */
  readonly subnetIds: readonly string[];
  /** Whether the stack creates the interface endpoint for Secrets Manager; false if the VPC has one, or a NAT. */
  readonly secretsEndpoint: boolean;
}

/** A cache that the stack creates. */
export interface ElasticacheStoreConfig {
  readonly kind: 'vpc' | 'public';
  /** The VPC of a cache of kind `vpc`; undefined for `public`. */
  readonly vpc: NewVpc | ExistingVpc | undefined;
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

/** The certificate is part of a Lambda's environment, which holds 4 KB. */
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

const DEFAULT_VPC: NewVpc = { kind: 'new', availabilityZones: undefined, secretsEndpoint: false };

function readElasticacheStore(context: ContextReader, kind: 'vpc' | 'public'): ElasticacheStoreConfig {
  const vpc = kind === 'public' ? undefined : (context.optionalObject('vpc', readVpc) ?? DEFAULT_VPC);
  if (kind === 'public' && context.has('vpc')) context.note('vpc', 'has no effect with store "public"');
  return {
    kind,
    vpc,
    maxStorageGb: context.integer('maxStorageGb', 1, 5000, 1),
    maxEcpuPerSecond: context.integer('maxEcpuPerSecond', 1000, 15_000_000, 10_000),
  };
}

function readVpc(vpc: ContextReader): NewVpc | ExistingVpc {
  const zones = () => {
    const takes = 'two or three availability zones';
    const given = vpc.texts('availabilityZones', AVAILABILITY_ZONE, takes);
    // ElastiCache Serverless uses two or three zones.
    const usable = given.length === 0 || (isTwoOrThree(given) && isDistinct(given));
    vpc.check('availabilityZones', usable ? [] : given, `${takes}, each once: the cache spreads over them`);
    return given;
  };
  if (!vpc.has('id')) {
    if (vpc.has('subnetIds')) vpc.text('id', VPC_ID, 'the id of the VPC that subnetIds are in');
    return {
      kind: 'new',
      availabilityZones: vpc.has('availabilityZones') ? zones() : undefined,
      secretsEndpoint: vpc.flag('secretsEndpoint', false),
    };
  }
  const existing: ExistingVpc = {
    kind: 'existing',
    id: vpc.text('id', VPC_ID, 'a VPC id'),
    availabilityZones: zones(),
    subnetIds: vpc.texts('subnetIds', SUBNET_ID, 'subnet ids'),
    secretsEndpoint: vpc.flag('secretsEndpoint', true),
  };
  const { availabilityZones, subnetIds } = existing;
  const matches = availabilityZones.length === subnetIds.length && isDistinct(subnetIds);
  if (availabilityZones.length > 0 && subnetIds.length > 0 && !matches) {
    vpc.check('subnetIds', subnetIds, 'as many subnets as availabilityZones, in the same order, each once');
  }
  return existing;
}

const isTwoOrThree = ({ length }: readonly unknown[]) => length === 2 || length === 3;
const isDistinct = (texts: readonly string[]) => new Set(texts).size === texts.length;
