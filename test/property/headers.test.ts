import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { headerValue } from '../../functions/authorizer/authorizer-response.ts';
import { hasIdentityHeader } from '../../functions/shared/identity/identity-headers.ts';
import { anyText } from '../support/arbitrary-names.ts';

const RUNS = { numRuns: 10_000 };
const IDENTITY = ['X-Remote-User', 'X-Remote-Email', 'X-Wiki-Identity'];

test('a header value is printable ASCII on one line, and decodes to exactly the text', () => {
  const wellFormed = anyText().filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(wellFormed, (text) => {
      const value = headerValue(text);
      expect(value).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeURIComponent(value)).toBe(text);
    }),
    RUNS,
  );
});

test('CVE-2026-88011: an identity header is found in every mix of cases and separators, wherever it stands', () => {
  const separators = fc.string({ unit: fc.constantFrom('-', '_', '.'), maxLength: 3 });
  const spelling = fc.constantFrom(...IDENTITY).chain((name) => {
    const letters = [...name.replaceAll('-', '')];
    return fc
      .tuple(
        ...letters.map((letter) =>
          fc.tuple(fc.constantFrom(letter.toLowerCase(), letter.toUpperCase()), separators),
        ),
      )
      .map((parts) => parts.flat().join(''));
  });
  const others = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fc.string({ maxLength: 5 }), {
    maxKeys: 5,
  });
  fc.assert(
    fc.property(spelling, others, others, fc.string(), (name, before, after, value) => {
      expect(hasIdentityHeader({ ...before, [name]: value, ...after })).toBe(true);
    }),
    RUNS,
  );
});

test('CVE-2025-64484: every way to write the two hyphens, or none, is found in each case', () => {
  for (const name of IDENTITY) {
    const [first, second, third] = name.split('-');
    for (const a of ['-', '_', '.', '']) {
      for (const b of ['-', '_', '.', '']) {
        const spelling = `${first}${a}${second}${b}${third}`;
        for (const cased of [spelling, spelling.toLowerCase(), spelling.toUpperCase()]) {
          expect([cased, hasIdentityHeader({ [cased]: '' })]).toEqual([cased, true]);
        }
      }
    }
  }
});

test('any other header passes: a name is refused only for the letters and digits of an identity header', () => {
  const merged = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const token = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzXRUEWI0123456789-_.'),
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(token, (name) => {
      expect(hasIdentityHeader({ [name]: '' })).toBe(IDENTITY.map(merged).includes(merged(name)));
    }),
    RUNS,
  );
});

test('the headers that browsers, proxies and API Gateway send all pass', () => {
  // IANA's permanent request fields that are met in practice, and the usual X- ones.
  const ordinary =
    'accept accept-charset accept-encoding accept-language access-control-request-headers access-control-request-method ' +
    'authorization cache-control connection content-encoding content-length content-type cookie date dnt dpr expect ' +
    'forwarded from host if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive max-forwards ' +
    'origin pragma priority proxy-authorization range referer remote-user save-data sec-ch-ua sec-ch-ua-mobile ' +
    'sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc te trailer traceparent ' +
    'tracestate transfer-encoding upgrade upgrade-insecure-requests user-agent via viewport-width warning ' +
    'x-amz-cf-id x-amzn-trace-id x-client-ip x-correlation-id x-csrf-token x-forwarded-email x-forwarded-for ' +
    'x-forwarded-host x-forwarded-port x-forwarded-proto x-forwarded-user x-http-method-override x-real-ip ' +
    'x-remote-addr x-remote-ip x-request-id x-requested-with x-user x-user-email x-wiki x-xsrf-token';
  for (const name of ordinary.split(' '))
    expect([name, hasIdentityHeader({ [name]: 'x' })]).toEqual([name, false]);
});
