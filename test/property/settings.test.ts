import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loginCookie, setCookieLine } from '../../functions/shared/cookie/cookie-header.ts';
import { COOKIE_DOMAIN_PATTERN, readCookieSettings } from '../../functions/shared/cookie/cookie-settings.ts';
import { parseHookSecret } from '../../functions/shared/hook/hook-signature.ts';
import { InvalidSettingError, SecretUnavailableError } from '../../functions/shared/runtime/errors.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { readConfig } from '../../lib/config/config.ts';
import { InvalidConfig } from '../../lib/config/context-reader.ts';
import { anyText } from '../support/arbitrary-names.ts';

const RUNS = { numRuns: 10_000 };

function thrownBy(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

test('the settings of the cookie make one sound header line, or are refused as a setting', () => {
  const env = fc.record(
    {
      COOKIE_NAME: fc.oneof(fc.constantFrom('wiki_sso', '__Host-a', 'a;b'), anyText(10)),
      COOKIE_DOMAIN: fc.oneof(fc.domain(), anyText(10)),
      COOKIE_AGE_SECONDS: fc.oneof(fc.nat(50_000_000).map(String), anyText(10)),
    },
    { requiredKeys: [] },
  );
  let taken = 0;
  fc.assert(
    fc.property(env, (environment) => {
      const error = thrownBy(() => {
        const line = setCookieLine(
          loginCookie(readCookieSettings(environment), 'a##b', { persistent: true }),
        );
        taken++;
        expect(line).toMatch(
          /^[!#-'*+.0-9A-Z^-z|~-]+=a##b; Domain=[a-z0-9.-]+; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Lax$/,
        );
      });
      if (error !== undefined) expect(error).toBeInstanceOf(InvalidSettingError);
    }),
    RUNS,
  );
  expect(taken).toBeGreaterThan(100);
});

test('a cookie domain is one that a URL keeps as it stands', () => {
  fc.assert(
    fc.property(fc.oneof(fc.domain(), anyText(15)), (text) => {
      if (!COOKIE_DOMAIN_PATTERN.test(text)) return;
      // Numbers alone would be read as an address; punycode that is none is no host at all.
      fc.pre(
        /[a-z]/.test(text.split('.').at(-1) ?? '') &&
          !text.includes('xn--') &&
          !/^0x/.test(text.split('.').at(-1) ?? ''),
      );
      expect(new URL(`https://${text}/`).hostname).toBe(text);
    }),
    RUNS,
  );
});

test('the configuration is legal or refused as a configuration, with a line for each mistake', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:store-AbC123';
  const maybe = <T>(value: fc.Arbitrary<T>) =>
    fc.oneof(
      { weight: 9, arbitrary: value as fc.Arbitrary<unknown> },
      { weight: 1, arbitrary: fc.jsonValue() },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
  const wiki = fc.record({
    host: maybe(fc.constantFrom('wiki.example.com', 'example.com', 'a.example.com', 'b.example.com')),
    origin: maybe(fc.webUrl({ withFragments: false, withQueryParameters: false })),
    access: maybe(fc.constantFrom('public', 'private')),
  });
  const wikis = fc.array(maybe(wiki), { minLength: 1, maxLength: 3 });
  const context = fc.record({
    cookieDomain: maybe(fc.constant('example.com')),
    cookieName: maybe(fc.constant('wiki_sso')),
    cookieAgeDays: maybe(fc.integer({ min: 1, max: 400 })),
    issuer: maybe(fc.constant('wiki-sso')),
    store: maybe(fc.constant('url')),
    storeUrlSecretArn: maybe(fc.constant(arn)),
    wikis: maybe(
      fc.oneof(
        wikis,
        wikis.map((value) => JSON.stringify(value)),
      ),
    ),
  });
  let taken = 0;
  fc.assert(
    fc.property(context, (values: Record<string, unknown>) => {
      const error = thrownBy(() => {
        const config = readConfig((key) => values[key]);
        taken++;
        if (config.store.kind === 'url') expect(config.store.urlSecretArn).toBe(arn);
        const hosts = config.wikis.map(({ host }) => host);
        expect(new Set(hosts).size).toBe(hosts.length);
        expect(hosts.length).toBeGreaterThan(0);
        for (const host of hosts) expect(`.${host}`.endsWith(`.${config.cookieDomain}`)).toBe(true);
        for (const { origin } of config.wikis) expect('url' in origin && URL.canParse(origin.url)).toBe(true);
      });
      if (error === undefined) return;
      expect(error).toBeInstanceOf(InvalidConfig);
      const [, ...lines] = (error as Error).message.split('\n');
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).toMatch(/^ {2}.+: (expected .+, got .+|unknown key; .+)$/);
    }),
    RUNS,
  );
  expect(taken).toBeGreaterThan(100);
});

test("a secret's text is a key or a URL, or a fault that does not repeat it", () => {
  const text = fc.oneof(
    anyText(),
    fc.base64String({ minLength: 20, maxLength: 60 }),
    fc.base64String({ minLength: 32 }).map((base64) => `whsec_${base64}`),
    anyText(10).map((rest) => `redis://${rest}`),
  );
  fc.assert(
    fc.property(text, (secret) => {
      for (const parse of [parseHookSecret, parseStoreUrl]) {
        const error = thrownBy(() => parse(secret));
        if (error === undefined) continue;
        expect(error).toBeInstanceOf(SecretUnavailableError);
        if (secret.length > 15) expect(`${error} ${JSON.stringify(error)}`).not.toContain(secret);
      }
    }),
    RUNS,
  );
});
