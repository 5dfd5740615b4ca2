import { describe, expect, test } from '@jest/globals';
import { cookieValues } from '../../../functions/shared/cookie/cookie-header.ts';
import { parseUnverifiedCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';

const KEY = '0a'.repeat(32);
const values = (header: string) => cookieValues([header], 'wiki_sso');

/** What a request may bring, of about `size` characters; API Gateway lets 10,240 bytes of headers through. */
const INPUTS: Record<string, (size: number) => () => unknown> = {
  'inner blanks': (size) => () => values(`wiki_sso=a${' '.repeat(size)}b`),
  'inner blanks and tabs, of another cookie': (size) => () => values(`theme=${' \t'.repeat(size / 2)}x`),
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

/** Milliseconds that one run takes. */
function time(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const PATIENCE_MS = 8_000;

describe('time grows with the size of the input, and not with its square', () => {
  test.each(Object.keys(INPUTS))('%s', (name) => {
    const input = INPUTS[name] as (size: number) => () => unknown;
    const [small, large] = [input(8_000), input(64_000)];
    // The quickest run is the work itself, without whatever else the machine does: on a busy one it takes more rounds.
    const quickest = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
    // Eight times the size takes eight times as long, where its square would take sixty-four times. Less than half a
    // millisecond is too short to measure, and short enough.
    const isLinear = () => quickest.large < Math.max(0.5, quickest.small * 32);
    const started = performance.now();
    while (!isLinear() && performance.now() - started < PATIENCE_MS) {
      quickest.small = Math.min(quickest.small, time(small));
      quickest.large = Math.min(quickest.large, time(large));
    }
    expect(isLinear() ? 'linear' : quickest).toBe('linear');
  });
});
