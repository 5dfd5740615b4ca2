import { CannotBegin } from './cannot-begin.ts';
import { runExpire } from './expire-function.ts';
import { readHookKey } from './hook-key.ts';
import { findLocalInstance } from './local-instance.ts';
import type { Options } from './options.ts';
import type { Target } from './target.ts';

/**
 * Makes the target of a run of what the command line and, with `--local`, the running instance say.
 * @throws {CannotBegin}
 */
export async function readTarget(options: Options): Promise<Target> {
  const found = options.local && !isComplete(options) ? findLocalInstance() : undefined;
  const wikiUrl = options.wiki ?? found?.wiki;
  const hooksUrl = options.hooks ?? found?.hooks;
  const secretId = options.secretId ?? found?.secretId;
  const expireFunction = options.expireFunction ?? found?.expireFunction;
  if (!wikiUrl || !hooksUrl || !secretId) throw new CannotBegin('--wiki, --hooks and --secret-id are needed');
  // Never an account of the user's when the target is the emulator.
  if (found) Object.assign(process.env, found.awsEnvironment);
  return {
    wikiUrl,
    hooksUrl,
    hookKey: await readHookKey(secretId),
    access: options.access,
    username: options.user,
    email: options.email,
    echoPath: options.echo,
    expectText: options.expect,
    titlePrefix: options.titlePrefix,
    severalCookiesPath: options.cookiesPath,
    prune: expireFunction ? () => runExpire(expireFunction, options.totalTimeoutMs) : undefined,
    defaultEndpoints: options.defaultEndpoints,
    isLocal: options.local,
    requestTimeoutMs: options.requestTimeoutMs,
    totalTimeoutMs: options.totalTimeoutMs,
  };
}

function isComplete({ wiki, hooks, secretId }: Options): boolean {
  return wiki !== undefined && hooks !== undefined && secretId !== undefined;
}
