import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../../lib/config/config.ts';
import { InvalidConfig } from '../../../../lib/config/context-reader.ts';
import { matching } from '../../../support/matching.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:wiki-sso/store-AbC123';
const WIKI = { host: 'wiki.example.com', origin: 'https://origin.example.net' };
const GOOD = { cookieDomain: 'example.com', store: 'url', storeUrlSecretArn: ARN, wikis: [WIKI] };

const read = (context: Record<string, unknown>) => readConfig((key) => context[key], Object.keys(context));

/** The lines of complaint, without the heading. */
function complaints(over: Record<string, unknown>): string[] {
  try {
    read({ ...GOOD, ...over });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidConfig);
    const [heading, ...lines] = (error as Error).message.split('\n');
    expect(heading).toBe('The configuration (CDK context) is not valid:');
    return lines.map((line) => line.trim());
  }
}

describe('the configuration', () => {
  test('has defaults for all that most deployments agree on', () => {
    expect(read(GOOD)).toEqual({
      cookieDomain: 'example.com',
      cookieName: 'wiki_sso',
      cookieAgeDays: 14,
      issuer: 'wiki-sso',
      store: { kind: 'url', urlSecretArn: ARN, plaintextHost: undefined, ca: undefined },
      wikis: [{ host: WIKI.host, origin: { url: WIKI.origin }, hostHeader: undefined, access: 'public' }],
      domains: undefined,
      kmsKeyArn: undefined,
      hooksPerSecond: 50,
      alarmEmail: undefined,
      maxSessions: 5_925_925,
      deploymentName: 'WikiSso',
      observability: 'lean',
      accessLogs: false,
      provisionedConcurrency: undefined,
      reservedConcurrency: undefined,
      logsKmsKey: undefined,
      tracing: false,
    });
  });

  test('may keep containers ready, for a hook at most as many as its reserved concurrency', () => {
    const reservedConcurrency = { loginHook: 2 };
    const provisioned = (loginHook: number) => ({
      ...GOOD,
      provisionedConcurrency: { authorizer: 3, loginHook, logoutHook: 9 },
      reservedConcurrency,
    });
    expect(read(provisioned(2))).toMatchObject({
      provisionedConcurrency: { authorizer: 3, loginHook: 2, logoutHook: 9 },
    });
    expect(() => read(provisioned(3))).toThrow(
      'provisionedConcurrency.loginHook: expected at most reservedConcurrency.loginHook, 2, got 3',
    );
  });

  test('may keep executions for one hook or for both', () => {
    expect(read({ ...GOOD, reservedConcurrency: { loginHook: 5, logoutHook: '4' } })).toMatchObject({
      reservedConcurrency: { loginHook: 5, logoutHook: 4 },
    });
    expect(read({ ...GOOD, reservedConcurrency: '{"logoutHook":1}' })).toMatchObject({
      reservedConcurrency: { loginHook: undefined, logoutHook: 1 },
    });
  });

  test('with full observability has access logs, unless they are switched off', () => {
    expect(read({ ...GOOD, observability: 'full' })).toMatchObject({ accessLogs: true });
    expect(read({ ...GOOD, observability: 'full', accessLogs: 'false' })).toMatchObject({
      accessLogs: false,
    });
    expect(read({ ...GOOD, accessLogs: 'true' })).toMatchObject({ observability: 'lean', accessLogs: true });
  });

  test('may come from the command line, where everything is text', () => {
    const wikis = JSON.stringify([{ ...WIKI, access: 'private' }]);
    expect(read({ ...GOOD, cookieAgeDays: '7', wikis })).toMatchObject({
      cookieAgeDays: 7,
      wikis: [{ host: WIKI.host, origin: { url: WIKI.origin }, access: 'private' }],
    });
  });

  test('may serve several wikis, one of them at the domain itself', () => {
    const hosts = ['example.com', 'wiki.example.com', 'a.b.example.com'];
    const { wikis } = read({ ...GOOD, wikis: hosts.map((host) => ({ ...WIKI, host })) });
    expect(wikis.map(({ host }) => host)).toEqual(hosts);
  });
});

describe('the message about a bad setting names its key, what it expects and what it got', () => {
  test.each<[string, unknown, string]>([
    ['cookieDomain', undefined, 'cookieDomain: expected the parent domain…, got nothing'],
    ['cookieDomain', '.example.com', 'cookieDomain: expected the parent domain…, got ".example.com"'],
    ['cookieDomain', 'Example.com', 'cookieDomain: expected the parent domain…, got "Example.com"'],
    ['cookieDomain', 'com', 'cookieDomain: expected a domain of your own…, got ["com"]'],
    // publicsuffix.org: the first of its list, the others of its private part.
    ['cookieDomain', 'co.uk', 'cookieDomain: expected a domain of your own…, got ["co.uk"]'],
    ['cookieDomain', 'github.io', 'cookieDomain: expected a domain of your own…, got ["github.io"]'],
    [
      'cookieDomain',
      'execute-api.eu-central-1.amazonaws.com',
      'cookieDomain: expected a domain of your own…, got ["execute-api.eu-central-1.amazonaws.com"]',
    ],
    ['cookieDomain', '192.0.2.1', 'cookieDomain: expected a domain of your own…, got ["192.0.2.1"]'],
    ['cookieDomain', 7, 'cookieDomain: expected the parent domain…, got 7'],
    ['cookieName', '__Host-wiki', 'cookieName: expected a cookie name…, got "__Host-wiki"'],
    ['cookieName', 'a b', 'cookieName: expected a cookie name…, got "a b"'],
    ['cookieName', '', 'cookieName: expected a cookie name…, got ""'],
    ['cookieAgeDays', 0, 'cookieAgeDays: expected a whole number from 1 to 400…, got 0'],
    ['cookieAgeDays', '401', 'cookieAgeDays: expected a whole number from 1 to 400…, got "401"'],
    ['cookieAgeDays', 1.5, 'cookieAgeDays: expected a whole number…, got 1.5'],
    ['cookieAgeDays', '14 days', 'cookieAgeDays: expected a whole number…, got "14 days"'],
    ['cookieAgeDays', '', 'cookieAgeDays: expected a whole number…, got ""'],
    ['cookieAgeDays', true, 'cookieAgeDays: expected a whole number…, got true'],
    ['deploymentName', '1st', 'deploymentName: expected up to 26 letters…, got "1st"'],
    ['deploymentName', 'a--b', 'deploymentName: expected up to 26 letters…, got "a--b"'],
    ['deploymentName', 'a'.repeat(27), `deploymentName: expected up to 26 letters…, got "${'a'.repeat(27)}"`],
    [
      'provisionedConcurrency',
      { authorizer: 0 },
      'provisionedConcurrency.authorizer: expected a whole number from 1 to 100…, got 0',
    ],
    [
      'provisionedConcurrency',
      { expire: 1 },
      'provisionedConcurrency.expire: unknown key; the keys are authorizer, loginHook, logoutHook',
    ],
    [
      'reservedConcurrency',
      { loginHook: 0 },
      'reservedConcurrency.loginHook: expected a whole number from 1 to 10000…, got 0',
    ],
    ['reservedConcurrency', { loginHook: 1.5 }, 'reservedConcurrency.loginHook: expected a whole…, got 1.5'],
    ['reservedConcurrency', 5, 'reservedConcurrency: expected an object…, got 5'],
    [
      'reservedConcurrency',
      { authorizer: 5 },
      'reservedConcurrency.authorizer: unknown key; the keys are loginHook, logoutHook',
    ],
    [
      'reservedConcurrency',
      { loginhook: 5 },
      'reservedConcurrency.loginhook: unknown key; did you mean loginHook?',
    ],
    ['logsKmsKey', true, 'logsKmsKey: expected "new"…, got true'],
    ['logsKmsKey', 'newer', 'logsKmsKey: expected "new"…, got "newer"'],
    ['logsKmsKey', 'alias/logs', 'logsKmsKey: expected "new"…, got "alias/logs"'],
    ['tracing', 'Active', 'tracing: expected true or false…, got "Active"'],
    ['observability', 'none', 'observability: expected "lean" or "full"…, got "none"'],
    ['issuer', 'wiki sso', 'issuer: expected printable ASCII without spaces…, got "wiki sso"'],
    ['store', 'redis', 'store: expected …, got "redis"'],
    ['storeUrlSecretArn', 'rediss://host', 'storeUrlSecretArn: expected the whole ARN…, got "rediss://host"'],
    [
      'storeUrlSecretArn',
      ARN.slice(0, -7),
      `storeUrlSecretArn: expected the whole ARN…, got "${ARN.slice(0, -7)}"`,
    ],
    ['wikis', undefined, 'wikis: expected a list of at least one object…, got nothing'],
    ['wikis', [], 'wikis: expected a list of at least one object…, got []'],
    ['wikis', '[{', 'wikis: expected a list of at least one object…, got "[{"'],
    ['wikis', WIKI, 'expected a list of at least one object…, got '],
  ])('%s: %j', (key, value, message) => {
    expect(complaints({ [key]: value })).toEqual([matching(message)]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['host', { host: undefined }, 'wikis[1].host: expected a host name…, got nothing'],
    ['host', { host: 'Wiki.example.com' }, 'wikis[1].host: expected a host name…, got "Wiki.example.com"'],
    [
      'host',
      { host: 'wiki.example.com:80' },
      'wikis[1].host: expected a host name…, got "wiki.example.com:80"',
    ],
    [
      'host',
      { host: 'wiki.example.org' },
      'wikis: expected hosts under cookieDomain…, got ["wiki.example.org"]',
    ],
    ['host', { host: 'notexample.com' }, 'wikis: expected hosts under cookieDomain…, got ["notexample.com"]'],
    [
      'host',
      { host: 'wiki.example.com' },
      'wikis: expected hosts under cookieDomain, each once…, got ["wiki.example.com"]',
    ],
    ['origin', { origin: undefined }, 'wikis[1].origin: expected the base URL…, got nothing'],
    ['origin', { origin: 'ftp://x' }, 'wikis[1].origin: expected the base URL…, got "ftp://x"'],
    [
      'origin',
      { origin: 'https://user:pw@x' },
      'wikis[1].origin: expected the base URL…, got "https://user:pw@x"',
    ],
    ['origin', { origin: 'https://x/?q' }, 'wikis[1].origin: expected the base URL…, got "https://x/?q"'],
    ['access', { access: 'closed' }, 'wikis[1].access: expected "public" or "private"…, got "closed"'],
    ['access', { access: 'members' }, 'wikis[1].access: "members" is now "private"'],
  ])('of one wiki among several: %s %j', (_key, over, message) => {
    const wikis = [WIKI, { ...WIKI, host: 'second.example.com', ...over }];
    expect(complaints({ wikis })).toEqual([matching(message)]);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ acces: 'private' }, 'wikis[1].acces: unknown key; did you mean access?'],
    [{ Origin: 'https://x' }, 'wikis[1].Origin: unknown key; did you mean origin?'],
    [{ comment: 'ours' }, 'wikis[1].comment: unknown key; the keys are '],
    [{ vpcOrigin: undefined, orign: 'x' }, 'wikis[1].orign: unknown key; did you mean origin?'],
  ])('of one wiki, a key that is none: %j', (over, message) => {
    const wikis = [WIKI, { ...WIKI, host: 'second.example.com', ...over }];
    expect(complaints({ wikis })).toEqual([matching(message)]);
  });

  test('also when a wiki is no object', () => {
    expect(complaints({ wikis: ['wiki.example.com'] })).toEqual([
      matching('wikis[0].host: expected …, got nothing'),
      matching('wikis[0].origin: expected …, got nothing'),
    ]);
  });

  test('and all of them at once', () => {
    const lines = complaints({ cookieDomain: 'X', cookieAgeDays: 0, wikis: [{ host: 'Y', origin: 'Z' }] });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'cookieDomain',
      'cookieAgeDays',
      'wikis[0].host',
      'wikis[0].origin',
    ]);
  });
});

describe('a key that would be passed over', () => {
  test.each([
    ['cookieDomains', 'did you mean cookieDomain?'],
    ['CookieDomain', 'did you mean cookieDomain?'],
    ['alarmEMail', 'did you mean alarmEmail?'],
    ['hookPerSecond', 'did you mean hooksPerSecond?'],
    ['stroe', 'did you mean store?'],
    ['wiki', 'did you mean wikis?'],
  ])('is refused for a slip of one of ours: %s', (key, message) => {
    expect(complaints({ [key]: 'x' })).toEqual([`${key}: unknown key; ${message}`]);
  });

  test.each([['maxStorageGb'], ['vpc'], ['dnsRecords']])(
    'is refused where the rest of the configuration leaves it without a meaning: %s',
    (key) => {
      expect(complaints({ [key]: '1' })).toEqual([
        `${key}: has no effect with the other settings; remove it`,
      ]);
    },
  );

  test.each([
    ['availability-zones:account=123456789012:region=eu-central-1'],
    ['@aws-cdk/core:newStyleStackSynthesis'],
    ['aws:cdk:bundling-stacks'],
    ['cli-telemetry'],
    ['environment'],
  ])("may be the CDK's or somebody's own: %s", (key) => {
    expect(complaints({ [key]: ['x'] })).toEqual([]);
  });
});
