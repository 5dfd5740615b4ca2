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
  /** A constant Host header for the wiki. @default the origin's own */
  readonly hostHeader?: string;
  /** Who may read it: everyone, or logged-in people only. @default 'public' */
  readonly access?: 'public' | 'private';
}

/** The names under which the APIs are reached. */
export interface DomainProps {
  /** The host of the hooks; none of the wikis' hosts. */
  readonly hooksHost: string;
  /** A public Route 53 zone that all hosts are in. @default none: `certificateArn` is needed */
  readonly hostedZone?: { readonly id: string; readonly name: string };
  /** An ACM certificate in the stack's region for all hosts. @default made in the zone, one a host */
  readonly certificateArn?: string;
  /** Whether A and AAAA records are written into the zone. @default true with a zone */
  readonly dnsRecords?: boolean;
}

/** Executions at a time that Lambda keeps for a hook alone, which are its limit too: 1 to 10,000. */
export interface ReservedConcurrencyProps {
  /** @default what the account has left */
  readonly loginHook?: number;
  /** @default what the account has left */
  readonly logoutHook?: number;
}

/**
 * What a bridge is made of. Values are checked at synthesis and must be known then: identifiers are texts, not tokens.
 * docs/configuration.md says of each what it takes.
 */
export interface WikiSsoProps {
  /** The parent domain that the site and all wikis share. */
  readonly cookieDomain: string;
  /** At least one. */
  readonly wikis: readonly WikiProps[];
  /** @default SessionStore.serverless() */
  readonly store?: SessionStore;
  /** @default API Gateway's own addresses, which browsers keep no cookie for: good for a look */
  readonly domain?: DomainProps;
  /** @default 'wiki_sso' */
  readonly cookieName?: string;
  /** @default 14 */
  readonly cookieAgeDays?: number;
  /** `iss` of the assertion. @default 'wiki-sso' */
  readonly issuer?: string;
  /** Whom alarms are mailed to. @default nobody: subscribe to `alarmTopic` */
  readonly alarmEmail?: string;
  /** Sessions above which an alarm asks for a look. @default four fifths of what the cache may hold */
  readonly maxSessions?: number;
  /** Hook requests a second. @default 50 */
  readonly hooksPerSecond?: number;
  /** A KMS key for secrets and cache. @default AWS-managed keys */
  readonly kmsKeyArn?: string;
  /** @default 'lean' */
  readonly observability?: 'lean' | 'full';
  /** @default true with full observability */
  readonly accessLogs?: boolean;
  /** @default none */
  readonly reservedConcurrency?: ReservedConcurrencyProps;
  /** Whether X-Ray records some of the functions' invocations. @default false */
  readonly tracing?: boolean;
  /**
   * Beginning of physical names, and the metrics' dimension; up to 26 letters, digits and single hyphens.
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
