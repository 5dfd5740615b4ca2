import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../../lib/config/config.ts';
import { InvalidConfig } from '../../../../lib/config/context-reader.ts';

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
    expect(heading).toBe('The configuration (CDK context) cannot be used:');
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
      reservedConcurrency: undefined,
      tracing: false,
    });
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

describe('a bad setting is told with its key, what it got and what it takes', () => {
  test.each<[string, unknown, string]>([
    ['cookieDomain', undefined, 'cookieDomain: is missing; it takes the parent domain'],
    ['cookieDomain', '.example.com', 'cookieDomain: got ".example.com"; it takes the parent domain'],
    ['cookieDomain', 'Example.com', 'cookieDomain: got "Example.com"; it takes the parent domain'],
    ['cookieDomain', 'com', 'cookieDomain: got ["com"]; it takes a domain of your own'],
    // publicsuffix.org: the first of its list, the others of its private part.
    ['cookieDomain', 'co.uk', 'cookieDomain: got ["co.uk"]; it takes a domain of your own'],
    ['cookieDomain', 'github.io', 'cookieDomain: got ["github.io"]; it takes a domain of your own'],
    [
      'cookieDomain',
      'execute-api.eu-central-1.amazonaws.com',
      'cookieDomain: got ["execute-api.eu-central-1.amazonaws.com"]; it takes a domain of your own',
    ],
    ['cookieDomain', '192.0.2.1', 'cookieDomain: got ["192.0.2.1"]; it takes a domain of your own'],
    ['cookieDomain', 7, 'cookieDomain: got 7; it takes the parent domain'],
    ['cookieName', '__Host-wiki', 'cookieName: got "__Host-wiki"; it takes a cookie name'],
    ['cookieName', 'a b', 'cookieName: got "a b"; it takes a cookie name'],
    ['cookieName', '', 'cookieName: got ""; it takes a cookie name'],
    ['cookieAgeDays', 0, 'cookieAgeDays: got 0; it takes a whole number from 1 to 400'],
    ['cookieAgeDays', '401', 'cookieAgeDays: got "401"; it takes a whole number from 1 to 400'],
    ['cookieAgeDays', 1.5, 'cookieAgeDays: got 1.5; it takes a whole number'],
    ['cookieAgeDays', '14 days', 'cookieAgeDays: got "14 days"; it takes a whole number'],
    ['cookieAgeDays', '', 'cookieAgeDays: got ""; it takes a whole number'],
    ['cookieAgeDays', true, 'cookieAgeDays: got true; it takes a whole number'],
    ['deploymentName', '1st', 'deploymentName: got "1st"; it takes up to 26 letters'],
    ['deploymentName', 'a--b', 'deploymentName: got "a--b"; it takes up to 26 letters'],
    ['deploymentName', 'a'.repeat(27), `deploymentName: got "${'a'.repeat(27)}"; it takes up to 26 letters`],
    [
      'reservedConcurrency',
      { loginHook: 0 },
      'reservedConcurrency.loginHook: got 0; it takes a whole number from 1 to 10000',
    ],
    ['reservedConcurrency', { loginHook: 1.5 }, 'reservedConcurrency.loginHook: got 1.5; it takes a whole'],
    ['reservedConcurrency', 5, 'reservedConcurrency: got 5; it takes an object'],
    [
      'reservedConcurrency',
      { authorizer: 5 },
      'reservedConcurrency.authorizer: is no key of this configuration; the keys are loginHook, logoutHook',
    ],
    [
      'reservedConcurrency',
      { loginhook: 5 },
      'reservedConcurrency.loginhook: is no key of this configuration; did you mean loginHook?',
    ],
    ['tracing', 'Active', 'tracing: got "Active"; it takes true or false'],
    ['observability', 'none', 'observability: got "none"; it takes "lean" or "full"'],
    ['issuer', 'wiki sso', 'issuer: got "wiki sso"; it takes printable ASCII without spaces'],
    ['store', 'redis', 'store: got "redis"; it takes '],
    ['storeUrlSecretArn', 'rediss://host', 'storeUrlSecretArn: got "rediss://host"; it takes the whole ARN'],
    [
      'storeUrlSecretArn',
      ARN.slice(0, -7),
      `storeUrlSecretArn: got "${ARN.slice(0, -7)}"; it takes the whole ARN`,
    ],
    ['wikis', undefined, 'wikis: is missing; it takes a list of at least one object'],
    ['wikis', [], 'wikis: got []; it takes a list of at least one object'],
    ['wikis', '[{', 'wikis: got "[{"; it takes a list of at least one object'],
    ['wikis', WIKI, 'it takes a list of at least one object'],
  ])('%s: %j', (key, value, message) => {
    expect(complaints({ [key]: value })).toEqual([expect.stringContaining(message)]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['host', { host: undefined }, 'wikis[1].host: is missing; it takes a host name'],
    ['host', { host: 'Wiki.example.com' }, 'wikis[1].host: got "Wiki.example.com"; it takes a host name'],
    [
      'host',
      { host: 'wiki.example.com:80' },
      'wikis[1].host: got "wiki.example.com:80"; it takes a host name',
    ],
    [
      'host',
      { host: 'wiki.example.org' },
      'wikis: got ["wiki.example.org"]; it takes hosts under cookieDomain',
    ],
    ['host', { host: 'notexample.com' }, 'wikis: got ["notexample.com"]; it takes hosts under cookieDomain'],
    [
      'host',
      { host: 'wiki.example.com' },
      'wikis: got ["wiki.example.com"]; it takes hosts under cookieDomain, each once',
    ],
    ['origin', { origin: undefined }, 'wikis[1].origin: is missing; it takes the base URL'],
    ['origin', { origin: 'ftp://x' }, 'wikis[1].origin: got "ftp://x"; it takes the base URL'],
    [
      'origin',
      { origin: 'https://user:pw@x' },
      'wikis[1].origin: got "https://user:pw@x"; it takes the base URL',
    ],
    ['origin', { origin: 'https://x/?q' }, 'wikis[1].origin: got "https://x/?q"; it takes the base URL'],
    ['access', { access: 'closed' }, 'wikis[1].access: got "closed"; it takes "public" or "private"'],
    ['access', { access: 'members' }, 'wikis[1].access: "members" is now "private"'],
  ])('of one wiki among several: %s %j', (_key, over, message) => {
    const wikis = [WIKI, { ...WIKI, host: 'second.example.com', ...over }];
    expect(complaints({ wikis })).toEqual([expect.stringContaining(message)]);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ acces: 'private' }, 'wikis[1].acces: is no key of this configuration; did you mean access?'],
    [{ Origin: 'https://x' }, 'wikis[1].Origin: is no key of this configuration; did you mean origin?'],
    [{ comment: 'ours' }, 'wikis[1].comment: is no key of this configuration; the keys are '],
    [
      { vpcOrigin: undefined, orign: 'x' },
      'wikis[1].orign: is no key of this configuration; did you mean origin?',
    ],
  ])('of one wiki, a key that is none: %j', (over, message) => {
    const wikis = [WIKI, { ...WIKI, host: 'second.example.com', ...over }];
    expect(complaints({ wikis })).toEqual([expect.stringContaining(message)]);
  });

  test('also when a wiki is no object', () => {
    expect(complaints({ wikis: ['wiki.example.com'] })).toEqual([
      expect.stringContaining('wikis[0].host: is missing'),
      expect.stringContaining('wikis[0].origin: is missing'),
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
    expect(complaints({ [key]: 'x' })).toEqual([`${key}: is no key of this configuration; ${message}`]);
  });

  test.each([['maxStorageGb'], ['vpc'], ['dnsRecords']])(
    'is refused where the rest of the configuration leaves it without a meaning: %s',
    (key) => {
      expect(complaints({ [key]: '1' })).toEqual([
        `${key}: has no effect beside the other keys; leave it out`,
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
