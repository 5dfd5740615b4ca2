/** Custom domains of the APIs, with their certificates and DNS records. */

import {
  ApiMapping,
  DomainName,
  type HttpApi,
  type HttpStage,
  IpAddressType,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { DomainConfig } from './config/domain-config.ts';

/** The public address of an API. */
export interface Address {
  /** The base URL, without a slash at the end. */
  readonly url: string;
  /** The target of the operator's own DNS record; undefined if the stack writes the records. */
  readonly dnsTarget: string | undefined;
}

/** The custom domains of all APIs, their certificates, and their records if the stack may write them. */
export class CustomDomains extends Construct {
  readonly hooksHost: string;
  readonly #zone: IHostedZone | undefined;
  readonly #dnsRecords: boolean;
  readonly #certificate: ICertificate | undefined;

  constructor(scope: Construct, id: string, config: DomainConfig) {
    super(scope, id);
    this.hooksHost = config.hooksHost;
    this.#dnsRecords = config.dnsRecords;
    const { hostedZone, certificateArn } = config;
    this.#zone =
      hostedZone &&
      HostedZone.fromHostedZoneAttributes(this, 'Zone', {
        hostedZoneId: hostedZone.id,
        zoneName: hostedZone.name,
      });
    this.#certificate =
      certificateArn === undefined
        ? undefined
        : Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
  }

  /** Serves an API at a host. */
  serve(host: string, api: HttpApi, stage: HttpStage): Address {
    const scope = new Construct(this, host);
    const certificate = this.#certificate ?? this.#newCertificate(scope, host);
    // Without this, API Gateway answers only at IPv4, and the AAAA record leads nowhere.
    const ipAddressType = IpAddressType.DUAL_STACK;
    const domain = new DomainName(scope, 'Name', { domainName: host, certificate, ipAddressType });
    new ApiMapping(scope, 'Mapping', { api, domainName: domain, stage });
    const { regionalDomainName, regionalHostedZoneId } = domain;
    const url = `https://${host}`;
    if (this.#zone === undefined || !this.#dnsRecords) return { url, dnsTarget: regionalDomainName };
    const target = RecordTarget.fromAlias(
      new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId),
    );
    const record = { zone: this.#zone, recordName: `${host}.`, target };
    new ARecord(scope, 'Ipv4', record);
    new AaaaRecord(scope, 'Ipv6', record);
    return { url, dnsTarget: undefined };
  }

  /**
   * Requests one certificate for each host. A certificate has at most ten names by default, and adding a name replaces
   * the certificate of all hosts.
   */
  #newCertificate(scope: Construct, host: string): ICertificate {
    return new Certificate(scope, 'Certificate', {
      domainName: host,
      validation: CertificateValidation.fromDns(this.#zone),
    });
  }
}
