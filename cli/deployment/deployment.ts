import type { AwsSettings } from '../aws/aws-call.ts';
import { SetupError } from '../cli-error.ts';

/** One wiki of a deployment. */
export interface DeployedWiki {
  readonly url: URL;
  /** By which the authorizer knows it. */
  readonly apiId: string;
  readonly assertionSecretArn: string;
  /** Where a CNAME has to lead; undefined where the stack wrote the record itself, or has no domain. */
  readonly dnsTarget: string | undefined;
}

/** The demo site of a local instance. */
export interface LocalSite {
  readonly url: URL;
  /** What it signs hooks with; read anew at each request. */
  readonly hookSecretFile: string;
  /** Where programs of one's own find the secret. */
  readonly endpointsFile: string;
}

/** A deployed bridge, as its stack's outputs describe it. */
export interface Deployment {
  readonly stackName: string;
  /** What `npm start` runs. */
  readonly isLocal: boolean;
  readonly aws: AwsSettings;
  /** The site's address and files, where they are known: of what `npm start` runs. */
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

/** Where a deployment was found. */
export interface DeploymentSource {
  readonly stackName: string;
  readonly isLocal: boolean;
  readonly aws: AwsSettings;
  readonly site?: LocalSite;
}

/** Reads the stack's outputs. @throws {SetupError} that names what is missing */
export function readDeployment(
  place: DeploymentSource,
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
    ...place,
    site: place.site,
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
      `the stack ${place.stackName} lacks the output ${missing.join(', ')}: is it wiki-sso, deployed by this version?`,
    );
  }
  return deployment;
}

/** The wiki of that host, or the first. @throws {SetupError} that lists the hosts there are */
export function wikiOf({ wikis }: Deployment, host: string | undefined): DeployedWiki {
  if (host === undefined) return wikis[0];
  const found = wikis.find(({ url }) => url.hostname === host || url.host === host);
  if (found === undefined) {
    throw new SetupError(`there is no wiki ${host}, only ${wikis.map(({ url }) => url.host).join(', ')}`);
  }
  return found;
}
