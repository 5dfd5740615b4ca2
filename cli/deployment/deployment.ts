// A deployment, read from the outputs of its stack.

import type { AwsSettings } from '../aws/aws-call.ts';
import { SetupError } from '../cli-error.ts';

/** One wiki of a deployment. */
export interface DeployedWiki {
  readonly url: URL;
  /** The API's id, by which the authorizer knows the wiki. */
  readonly apiId: string;
  readonly assertionSecretArn: string;
  /** Target of the CNAME record; undefined if the stack wrote the record itself or has no domain. */
  readonly dnsTarget: string | undefined;
}

/** The demo site of a local instance. */
export interface LocalSite {
  readonly url: URL;
  /** File with the secret that it signs hooks with; read at each request. */
  readonly hookSecretFile: string;
  /** File from which programs of a developer read the secret. */
  readonly endpointsFile: string;
}

/** A deployed bridge, as its stack's outputs describe it. */
export interface Deployment {
  readonly stackName: string;
  /** The instance that `npm start` runs. */
  readonly isLocal: boolean;
  readonly aws: AwsSettings;
  /** The site's address and files; known for the instance that `npm start` runs. */
  readonly site: LocalSite | undefined;
  readonly hooksUrl: URL;
  readonly hooksApiId: string;
  readonly hooksDnsTarget: string | undefined;
  readonly hookSecretArn: string;
  readonly expireFunction: string;
  readonly expireLogGroup: string;
  readonly expireSchedule: string;
  readonly authorizerFunction: string;
  readonly cookieName: string;
  readonly alarmTopicArn: string;
  /** In the order of the configuration; at least one. */
  readonly wikis: readonly [DeployedWiki, ...DeployedWiki[]];
}

/** Account and stack in which a deployment was found. */
export interface DeploymentSource {
  readonly stackName: string;
  readonly isLocal: boolean;
  readonly aws: AwsSettings;
  readonly site?: LocalSite;
}

/** Reads the stack's outputs. @throws {SetupError} that names the missing outputs */
export function readDeployment(
  source: DeploymentSource,
  outputs: Readonly<Record<string, string>>,
): Deployment {
  const missing: string[] = [];
  const text = (name: string): string => {
    const value = outputs[name];
    if (value === undefined) missing.push(name);
    return value ?? '';
  };
  const url = (name: string): URL => {
    const value = text(name);
    if (URL.canParse(value)) return new URL(value);
    if (value !== '') missing.push(name);
    return new URL('http://invalid.invalid');
  };
  const wiki = (i: number): DeployedWiki => ({
    url: url(`Wiki${i}Url`),
    apiId: text(`Wiki${i}ApiId`),
    assertionSecretArn: text(`Wiki${i}AssertionSecretArn`),
    dnsTarget: outputs[`Wiki${i}DnsTarget`],
  });
  const further: DeployedWiki[] = [];
  for (let i = 1; `Wiki${i}Url` in outputs; i++) further.push(wiki(i));
  const deployment: Deployment = {
    ...source,
    site: source.site,
    hooksUrl: url('HooksUrl'),
    hooksApiId: text('HooksApiId'),
    hooksDnsTarget: outputs.HooksDnsTarget,
    hookSecretArn: text('HookSecretArn'),
    expireFunction: text('ExpireFunctionName'),
    expireLogGroup: text('ExpireLogGroupName'),
    expireSchedule: text('ExpireScheduleName'),
    authorizerFunction: text('AuthorizerFunctionName'),
    cookieName: text('CookieName'),
    alarmTopicArn: text('AlarmTopicArn'),
    wikis: [wiki(0), ...further],
  };
  if (missing.length > 0) {
    throw new SetupError(
      `the stack ${source.stackName} lacks the output ${missing.join(', ')}: is it wiki-sso, deployed by this version?`,
    );
  }
  return deployment;
}

/** The wiki of that host, or the first. @throws {SetupError} that lists the hosts */
export function wikiOf({ wikis }: Deployment, host: string | undefined): DeployedWiki {
  if (host === undefined) return wikis[0];
  const found = wikis.find(({ url }) => url.hostname === host || url.host === host);
  if (found === undefined) {
    throw new SetupError(`--wiki: expected ${wikis.map(({ url }) => url.host).join(' or ')}, got ${host}`);
  }
  return found;
}
