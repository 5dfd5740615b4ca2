import { describe, expect, test } from '@jest/globals';
import {
  readCookieAge,
  readCookieLookup,
  readCookieSettings,
} from '../../../functions/shared/cookie/cookie-settings.ts';
import { InvalidSettingError } from '../../../functions/shared/runtime/errors.ts';

const GOOD = { COOKIE_NAME: 'wiki_sso', COOKIE_DOMAIN: 'example.com', COOKIE_AGE_SECONDS: '1209600' };

describe('the settings of the cookie', () => {
  test('are name, domain and age for a writer', () => {
    expect(readCookieSettings(GOOD)).toEqual({
      name: 'wiki_sso',
      domain: 'example.com',
      ageSeconds: 1_209_600,
    });
  });

  test('are name and age for a reader, age alone for expire', () => {
    const { COOKIE_DOMAIN: _, ...withoutDomain } = GOOD;
    expect(readCookieLookup(withoutDomain)).toEqual({ name: 'wiki_sso', ageSeconds: 1_209_600 });
    expect(readCookieAge({ COOKIE_AGE_SECONDS: '60' })).toBe(60);
  });

  test.each(['__Secure-wiki', 'a', "!#$%&'*+.^_`|~-", 'x'.repeat(100)])('take the name %s', (name) => {
    expect(readCookieLookup({ ...GOOD, COOKIE_NAME: name }).name).toBe(name);
  });

  test.each([
    ['COOKIE_NAME', '__Host-wiki'],
    ['COOKIE_NAME', '__host-wiki'],
    ['COOKIE_NAME', 'a b'],
    ['COOKIE_NAME', 'a=b'],
    ['COOKIE_NAME', 'a;b'],
    ['COOKIE_NAME', 'a\n'],
    ['COOKIE_NAME', 'x'.repeat(101)],
    ['COOKIE_NAME', ''],
    ['COOKIE_DOMAIN', '.example.com'],
    ['COOKIE_DOMAIN', 'Example.com'],
    ['COOKIE_DOMAIN', 'example.com.'],
    ['COOKIE_DOMAIN', 'example.com:8080'],
    ['COOKIE_DOMAIN', 'exa mple.com'],
    ['COOKIE_DOMAIN', 'example.com\n'],
    ['COOKIE_DOMAIN', '-a.com'],
    ['COOKIE_DOMAIN', `${'a'.repeat(64)}.com`],
    ['COOKIE_DOMAIN', undefined],
    ['COOKIE_AGE_SECONDS', '59'],
    ['COOKIE_AGE_SECONDS', '34560001'],
    ['COOKIE_AGE_SECONDS', '1e3'],
    ['COOKIE_AGE_SECONDS', '-60'],
    ['COOKIE_AGE_SECONDS', '60.5'],
    ['COOKIE_AGE_SECONDS', ' 60'],
  ])('refuse %s=%j and name it', (name, value) => {
    const read = () => readCookieSettings({ ...GOOD, [name]: value });
    expect(read).toThrow(InvalidSettingError);
    expect(read).toThrow(name);
  });
});
