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

/** Where an API is reached. */
export interface Address {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** What the operator's own DNS must point the host at; undefined where the stack writes the records. */
  readonly dnsTarget: string | undefined;
}

/** The custom domains of all APIs: their certificates, and records where the stack may write them. */
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

  /** Serves an API under a host. */
  serve(host: string, api: HttpApi, stage: HttpStage): Address {
    const scope = new Construct(this, host);
    const certificate = this.#certificate ?? this.#newCertificate(scope, host);
    // Without it API Gateway answers at IPv4 only, and the AAAA record leads nowhere.
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
   * One a host: a certificate has ten names at most unless AWS raises that, and one that gets a further name is made
   * anew, for all of them.
   */
  #newCertificate(scope: Construct, host: string): ICertificate {
    return new Certificate(scope, 'Certificate', {
      domainName: host,
      validation: CertificateValidation.fromDns(this.#zone),
    });
  }
}
