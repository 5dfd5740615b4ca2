import type { Target } from '../../smoke/target.ts';
import type { AwsSettings } from '../aws/aws-settings.ts';
import { readHookKey } from '../aws/hook-key.ts';
import type { SmokeOptions } from '../command-line/smoke-options.ts';
import type { Deployment } from './deployment.ts';
import { pruneNow } from './expire.ts';
import { findDeployment } from './find-deployment.ts';

/** Makes the target of a run of what the command line and the stack say. @throws {CannotBegin} @throws {AwsCallFailed} */
export async function readSmokeTarget(options: SmokeOptions): Promise<Target> {
  const { wiki, hooks, secretId } = options;
  // Whoever tells all of it needs no right to read the stack.
  const found = wiki && hooks && secretId ? undefined : await findDeployment(options);
  const given = { wiki, hooks, secretId } as { wiki: URL; hooks: URL; secretId: string };
  const wikiUrl = wiki ?? found?.wikis[0].url ?? given.wiki;
  const aws: AwsSettings = found?.aws ?? {};
  const expireFunction = options.expireFunction ?? found?.expireFunction;
  return {
    wikiUrl,
    hooksUrl: hooks ?? found?.hooksUrl ?? given.hooks,
    hookKey: await readHookKey(aws, secretId ?? found?.hookSecretArn ?? given.secretId),
    access: options.access,
    username: options.user,
    email: options.email,
    echoPath: options.echo,
    expectText: options.expect ?? options.user,
    titlePrefix: options.titlePrefix,
    severalCookiesPath: options.cookiesPath,
    prune: expireFunction ? () => pruneNow({ aws, expireFunction }, options.totalTimeout) : undefined,
    defaultEndpoints: options.defaultEndpoint ?? (found ? defaultEndpoints(found) : []),
    isLocal: options.local ?? false,
    requestTimeoutMs: options.requestTimeout,
    totalTimeoutMs: options.totalTimeout,
  };
}

const OWN_ADDRESS = /\.execute-api\.[^.]+\.amazonaws\.com(\.cn)?$/;

/** API Gateway's own addresses of the APIs that have a domain: a second way in, which must be shut. */
export function defaultEndpoints({ isLocal, hooksUrl, hooksApiId, hookSecretArn, wikis }: Deployment): URL[] {
  const [, partition, , region] = hookSecretArn.split(':');
  if (isLocal || OWN_ADDRESS.test(hooksUrl.hostname)) return [];
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return [hooksApiId, ...wikis.map(({ apiId }) => apiId)].map(
    (id) => new URL(`https://${id}.execute-api.${region}.${suffix}`),
  );
}
