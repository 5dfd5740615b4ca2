import { ApiMapping, DomainName, type HttpApi, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
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

/** The custom domains of all APIs: one certificate, and records where there is a zone to write them into. */
export class CustomDomains extends Construct {
  readonly hooksHost: string;
  readonly #zone: IHostedZone | undefined;
  readonly #certificate: ICertificate;

  /** @param wikiHosts all names that will be served beside the hooks' */
  constructor(scope: Construct, id: string, config: DomainConfig, wikiHosts: readonly string[]) {
    super(scope, id);
    this.hooksHost = config.hooksHost;
    const { hostedZone, certificateArn } = config;
    this.#zone =
      hostedZone &&
      HostedZone.fromHostedZoneAttributes(this, 'Zone', {
        hostedZoneId: hostedZone.id,
        zoneName: hostedZone.name,
      });
    this.#certificate =
      certificateArn === undefined
        ? this.#newCertificate(wikiHosts)
        : Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
  }

  /** Serves an API under a host. */
  serve(host: string, api: HttpApi, stage: HttpStage): Address {
    const scope = new Construct(this, host);
    const domain = new DomainName(scope, 'Name', { domainName: host, certificate: this.#certificate });
    new ApiMapping(scope, 'Mapping', { api, domainName: domain, stage });
    if (this.#zone === undefined) return { url: `https://${host}`, dnsTarget: domain.regionalDomainName };
    const { regionalDomainName, regionalHostedZoneId } = domain;
    const target = RecordTarget.fromAlias(
      new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId),
    );
    const record = { zone: this.#zone, recordName: `${host}.`, target };
    new ARecord(scope, 'Ipv4', record);
    new AaaaRecord(scope, 'Ipv6', record);
    return { url: `https://${host}`, dnsTarget: undefined };
  }

  #newCertificate(wikiHosts: readonly string[]): ICertificate {
    return new Certificate(this, 'Certificate', {
      domainName: this.hooksHost,
      subjectAlternativeNames: [...wikiHosts],
      validation: CertificateValidation.fromDns(this.#zone),
    });
  }
}
