/** The bridge as a construct with typed props, for a CDK app of your own. */

import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Bridge } from './bridge.ts';
import { readConfig } from './config/config.ts';
import type { SessionStore } from './session-store.ts';
import type { WikiOrigin } from './wiki-origin.ts';

/** One wiki behind the bridge. */
export interface WikiProps {
  /** Its public host, lower case, without a port, under `cookieDomain`; also the assertion's `aud`. */
  readonly host: string;
  readonly origin: WikiOrigin;
  /** A constant Host header for the wiki. @default the origin's host */
  readonly hostHeader?: string;
  /** Who may read it: everyone, or logged-in people only. @default 'public' */
  readonly access?: 'public' | 'private';
}

/** The custom domains of the APIs. */
export interface DomainProps {
  /** The host of the hooks, different from the wikis' hosts. */
  readonly hooksHost: string;
  /** A public Route 53 zone that contains all hosts. @default none: then `certificateArn` is required */
  readonly hostedZone?: { readonly id: string; readonly name: string };
  /** An ACM certificate in the stack's region for all hosts. @default one for each host, validated in the zone */
  readonly certificateArn?: string;
  /** Whether the stack writes A and AAAA records into the zone. @default true with a zone */
  readonly dnsRecords?: boolean;
}

/** Executions at a time that Lambda keeps for a hook alone, which are its limit too: 1 to 10,000. */
export interface ReservedConcurrencyProps {
  /** @default what the account has left */
  readonly loginHook?: number;
  /** @default what the account has left */
  readonly logoutHook?: number;
}

/** Containers that Lambda keeps ready, each paid for around the clock: 1 to 100. */
export interface ProvisionedConcurrencyProps {
  /** @default none */
  readonly authorizer?: number;
  /** @default none */
  readonly loginHook?: number;
  /** @default none */
  readonly logoutHook?: number;
}

/**
 * The settings of a bridge. Synthesis checks all values, so identifiers must be literal text, not tokens.
 * docs/configuration.md explains each of them.
 */
export interface WikiSsoProps {
  /** The parent domain that the site and all wikis share. */
  readonly cookieDomain: string;
  /** At least one. */
  readonly wikis: readonly WikiProps[];
  /** @default SessionStore.serverless() */
  readonly store?: SessionStore;
  /** @default API Gateway's own addresses, for which browsers reject cookies: only for a first look */
  readonly domain?: DomainProps;
  /** @default 'wiki_sso' */
  readonly cookieName?: string;
  /** @default 14 */
  readonly cookieAgeDays?: number;
  /** `iss` of the assertion. @default 'wiki-sso' */
  readonly issuer?: string;
  /** The address that receives alarms by email. @default none: subscribe to `alarmTopic` */
  readonly alarmEmail?: string;
  /** The number of sessions above which an alarm fires. @default four fifths of the cache's capacity */
  readonly maxSessions?: number;
  /** The most hook requests per second. @default 50 */
  readonly hooksPerSecond?: number;
  /** A KMS key for secrets and cache. @default AWS-managed keys */
  readonly kmsKeyArn?: string;
  /** @default 'lean' */
  readonly observability?: 'lean' | 'full';
  /** @default true with full observability */
  readonly accessLogs?: boolean;
  /** @default none: containers begin when they are needed */
  readonly provisionedConcurrency?: ProvisionedConcurrencyProps;
  /** @default none */
  readonly reservedConcurrency?: ReservedConcurrencyProps;
  /**
   * Encrypts log groups and alarm topic: 'new' for a key that the stack makes, or the ARN of a KMS key whose policy lets
   * CloudWatch use it. @default CloudWatch's own encryption of logs, and none of the topic
   */
  readonly logsKmsKey?: string;
  /** Whether X-Ray records some of the functions' invocations. @default false */
  readonly tracing?: boolean;
  /**
   * The prefix of physical names and the value of the metrics' dimension: up to 26 letters, digits and single hyphens.
   * @default the stack's name
   */
  readonly deploymentName?: string;
}

/**
 * The bridge as a construct for an app of your own: hooks, authorizer, expire, secrets, APIs, alarms.
 *
 * ```ts
 * new WikiSso(this, 'WikiSso', {
 *   cookieDomain: 'example.com',
 *   wikis: [{ host: 'wiki.example.com', origin: WikiOrigin.url('https://wiki-origin.example.net') }],
 * });
 * ```
 */
export class WikiSso extends Bridge {
  /** @throws InvalidConfig that lists every bad prop */
  constructor(scope: Construct, id: string, props: WikiSsoProps) {
    const { wikis, store, domain, ...rest } = props;
    const settings: Record<string, unknown> = {
      deploymentName: Stack.of(scope).stackName,
      ...rest,
      ...store?.settings,
      ...domain,
      wikis: wikis.map(({ origin, ...wiki }) => ({ ...wiki, ...origin.settings })),
    };
    const given = Object.keys(settings).filter((key) => settings[key] !== undefined);
    super(
      scope,
      id,
      readConfig((key) => settings[key], given),
    );
  }
}
