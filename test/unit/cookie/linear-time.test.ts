import { describe, expect, test } from '@jest/globals';
import { cookieValues } from '../../../functions/shared/cookie/cookie-header.ts';
import { parseUnverifiedCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';

const KEY = '0a'.repeat(32);
const values = (header: string) => cookieValues([header], 'wiki_sso');

/** What a request may bring, of about `size` characters; API Gateway lets 10,240 bytes of headers through. */
const INPUTS: Record<string, (size: number) => () => unknown> = {
  'own 40: inner blanks': (size) => () => values(`wiki_sso=a${' '.repeat(size)}b`),
  'own 40: inner blanks and tabs, of another cookie': (size) => () =>
    values(`theme=${' \t'.repeat(size / 2)}x`),
  'outer blanks': (size) => () => values(`${' '.repeat(size)}wiki_sso=a${' '.repeat(size)}`),
  semicolons: (size) => () => values(';'.repeat(size)),
  'blanks between semicolons': (size) => () => values(' ;'.repeat(size / 2)),
  quotes: (size) => () => values(`wiki_sso=${'"'.repeat(size)}`),
  'many cookies of the name': (size) => () => values('wiki_sso=a;'.repeat(size / 11)),
  'many distinct cookies of the name': (size) => () =>
    values(Array.from({ length: size / 16 }, (_, i) => `wiki_sso=${i}`).join(';')),
  escapes: (size) => () => parseUnverifiedCookieValue(`${'%41'.repeat(size / 3)}##${KEY}`),
  'escapes of UTF-8': (size) => () => parseUnverifiedCookieValue(`${'%C3%A9'.repeat(size / 6)}##${KEY}`),
  'combining marks of one class': (size) => () =>
    parseUnverifiedCookieValue(`a${'%CC%81'.repeat(size / 6)}##${KEY}`),
  'combining marks in the wrong order': (size) => () =>
    parseUnverifiedCookieValue(`a${'%CC%81%CC%A3'.repeat(size / 12)}##${KEY}`),
  'white space in a name': (size) => () => parseUnverifiedCookieValue(`a${'%20'.repeat(size / 3)}b##${KEY}`),
  'number signs': (size) => () => parseUnverifiedCookieValue('#'.repeat(size)),
  'full stops after the key': (size) => () => parseUnverifiedCookieValue(`a##${KEY}${'.'.repeat(size)}`),
  'claims that are nested': (size) => () =>
    parseUnverifiedCookieValue(`a##${KEY}.${Buffer.from('['.repeat(size)).toString('base64url')}`),
};

/** The quickest of many runs: what the work itself takes, whatever else the machine does. Milliseconds. */
function quickest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 15; run++) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

describe('time grows with the size of what comes, and not with its square', () => {
  test.each(Object.keys(INPUTS))('%s', (name) => {
    const input = INPUTS[name] as (size: number) => () => unknown;
    input(1000)();
    const small = quickest(input(8_000));
    const large = quickest(input(64_000));
    // Eight times the size: eight times the time, where its square would be sixty-four times. Below a fifth of a
    // millisecond nothing can be measured, and nothing needs to be.
    expect(large).toBeLessThan(Math.max(0.2, small * 32));
  });
});
