/** The settings of the custom domains. */

import { COOKIE_DOMAIN_PATTERN } from '../../functions/shared/cookie/cookie-settings.ts';
import { CERTIFICATE_ARN, HOSTED_ZONE_ID } from './aws-patterns.ts';
import type { ContextReader } from './context-reader.ts';

/** A Route 53 zone that the stack may write records into. */
export interface HostedZoneConfig {
  readonly id: string;
  readonly name: string;
}

/** The custom domains of the APIs. */
export interface DomainConfig {
  readonly hooksHost: string;
  /** Undefined if the operator adds the records that the stack's outputs name. */
  readonly hostedZone: HostedZoneConfig | undefined;
  /** Undefined if the stack requests a certificate, for which it needs a zone. */
  readonly certificateArn: string | undefined;
  /** Whether the stack writes A and AAAA records into the zone; false for hosts that already have records. */
  readonly dnsRecords: boolean;
}

/** Reads the settings of the custom domains; undefined for API Gateway's own addresses. */
export function readDomainConfig(context: ContextReader): DomainConfig | undefined {
  const hostedZone = context.optionalObject('hostedZone', (zone) => ({
    id: zone.text('id', HOSTED_ZONE_ID, 'the id of a Route 53 hosted zone, such as Z0123456789ABC'),
    name: zone.text('name', COOKIE_DOMAIN_PATTERN, 'the name of that zone'),
  }));
  const certificateArn = context.optionalText('certificateArn', CERTIFICATE_ARN, "a certificate's ARN");
  if (hostedZone === undefined && certificateArn === undefined) {
    if (context.has('hooksHost'))
      context.note('hooksHost', 'expected hostedZone or certificateArn with it, got neither');
    return undefined;
  }
  const dnsRecords = hostedZone !== undefined && context.flag('dnsRecords', true);
  const takes = 'the host of the hooks, lower case, such as wiki-hooks.example.com';
  const hooksHost = context.text('hooksHost', COOKIE_DOMAIN_PATTERN, takes);
  return { hooksHost, hostedZone, certificateArn, dnsRecords };
}
