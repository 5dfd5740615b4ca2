/** The settings of one wiki. */

import type { Access } from '../../functions/authorizer/wiki-policy.ts';
import { COOKIE_DOMAIN_PATTERN } from '../../functions/shared/cookie/cookie-settings.ts';
import { SECURITY_GROUP_ID, SUBNET_ID, VPC_TARGET_ARN } from './aws-patterns.ts';
import type { ContextReader } from './context-reader.ts';

/** A wiki with a URL on the internet. */
export interface UrlOrigin {
  readonly url: string;
}

/** A wiki inside a VPC, which nobody can reach past the gateway. */
export interface VpcOrigin {
  /** The ARN of a listener (ALB or NLB) or of a Cloud Map service. */
  readonly targetArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** The name on the target's certificate; undefined for plain HTTP. */
  readonly tlsServerName: string | undefined;
}

/** One wiki behind the bridge. */
export interface WikiConfig {
  /** Its public host, lower case, without a port; also the assertion's `aud`. */
  readonly host: string;
  readonly origin: UrlOrigin | VpcOrigin;
  /** The Host header of requests to the wiki; undefined for the origin's host. */
  readonly hostHeader: string | undefined;
  readonly access: Access;
}

const ORIGIN = /^https?:\/\/[^/?#\s@]+(\/[^?#\s]*)?$/;

/** Reads one entry of `wikis`. */
export function readWikiConfig(wiki: ContextReader): WikiConfig {
  const vpcOrigin = wiki.optionalObject('vpcOrigin', readVpcOrigin);
  const originTakes = 'the base URL of the wiki, http:// or https://, without a query';
  if (vpcOrigin !== undefined && wiki.has('origin')) {
    wiki.note('origin', 'expected origin or vpcOrigin, got both');
  }
  return {
    host: wiki.text('host', COOKIE_DOMAIN_PATTERN, 'a host name, lower case, without a port'),
    origin: vpcOrigin ?? { url: wiki.text('origin', ORIGIN, originTakes) },
    hostHeader: wiki.optionalText('hostHeader', /^[A-Za-z0-9.-]+(:\d+)?$/, 'a host name'),
    access: wiki.oneOf('access', ['public', 'private'], 'public', new Map([['members', 'private']])),
  };
}

function readVpcOrigin(origin: ContextReader): VpcOrigin {
  return {
    targetArn: origin.text(
      'targetArn',
      VPC_TARGET_ARN,
      "the ARN of a load balancer's listener or of a Cloud Map service",
    ),
    subnetIds: origin.texts('subnetIds', SUBNET_ID, 'subnet ids'),
    securityGroupIds: origin.texts('securityGroupIds', SECURITY_GROUP_ID, 'security group ids'),
    tlsServerName: origin.optionalText(
      'tlsServerName',
      COOKIE_DOMAIN_PATTERN,
      'the host name on the certificate',
    ),
  };
}
