// Reads what smoke checks from the command line and from the stack's outputs.

import type { AwsSettings } from '../aws/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { pruneNow } from '../deployment/expire.ts';
import { findDeployment } from '../deployment/find-deployment.ts';
import { readHookKey } from '../deployment/hooks.ts';
import type { Access, Target } from './target.ts';

/** The options of `smoke`, as given on the command line. */
export interface SmokeOptions {
  readonly local?: boolean;
  readonly stack?: string;
  readonly json?: boolean;
  readonly wiki?: URL;
  readonly hooks?: URL;
  readonly secretId?: string;
  readonly access: Access;
  readonly user: string;
  readonly email: string;
  readonly echo: string;
  readonly expect?: string;
  readonly titlePrefix: string;
  readonly cookiesPath?: string;
  readonly expireFunction?: string;
  readonly defaultEndpoint?: readonly URL[];
  /** Milliseconds. */
  readonly requestTimeout: number;
  /** Milliseconds. */
  readonly totalTimeout: number;
}

/** @throws {SetupError} @throws {AwsCallError} */
export async function readSmokeTarget(options: SmokeOptions): Promise<Target> {
  const { wiki, hooks, secretId } = options;
  // With all three given, no permission to read the stack is needed.
  const deployment = wiki && hooks && secretId ? undefined : await findDeployment(options);
  const given = { wiki, hooks, secretId } as { wiki: URL; hooks: URL; secretId: string };
  const wikiUrl = wiki ?? deployment?.wikis[0].url ?? given.wiki;
  const aws: AwsSettings = deployment?.aws ?? {};
  const expireFunction = options.expireFunction ?? deployment?.expireFunction;
  return {
    wikiUrl,
    hooksUrl: hooks ?? deployment?.hooksUrl ?? given.hooks,
    hookKey: await readHookKey(aws, secretId ?? deployment?.hookSecretArn ?? given.secretId),
    access: options.access,
    username: options.user,
    email: options.email,
    echoPath: options.echo,
    expectText: options.expect ?? options.user,
    titlePrefix: options.titlePrefix,
    severalCookiesPath: options.cookiesPath,
    prune: expireFunction ? () => pruneNow({ aws, expireFunction }, options.totalTimeout) : undefined,
    defaultEndpoints: options.defaultEndpoint ?? (deployment ? defaultEndpoints(deployment) : []),
    isLocal: options.local ?? false,
    requestTimeoutMs: options.requestTimeout,
    totalTimeoutMs: options.totalTimeout,
  };
}

const OWN_ADDRESS = /\.execute-api\.[^.]+\.amazonaws\.com(\.cn)?$/;

/** API Gateway's own addresses of the APIs that have a domain: a second way in, which must be closed. */
export function defaultEndpoints({ isLocal, hooksUrl, hooksApiId, hookSecretArn, wikis }: Deployment): URL[] {
  const [, partition, , region] = hookSecretArn.split(':');
  if (isLocal || OWN_ADDRESS.test(hooksUrl.hostname)) return [];
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [hooksApiId, ...wikis.map(({ apiId }) => apiId)].map(
    (id) => new URL(`https://${id}.execute-api.${region}.${suffix}`),
  );
}
