import { expect, test } from '@jest/globals';
import { cookieValues } from '../../../functions/shared/cookie/cookie-header.ts';
import { parseUnverifiedCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';
import { canonicalEmail } from '../../../functions/shared/identity/email.ts';
import { percentDecode } from '../../../functions/shared/identity/percent-encoding.ts';
import { canonicalUsername } from '../../../functions/shared/identity/username.ts';

const KEY = '5e'.repeat(32);
const SIZES = [16_000, 32_000, 64_000, 128_000];

/** Twice the input may take up to three times as long, with room for a slow machine; quadratic work takes four times. */
const MAX_GROWTH = 3;

// Each is the worst of its kind for a parser that looks back, at each place, over what it has read.
test.each<[string, (size: number) => () => unknown]>([
  ['inner blanks', (n) => parsing(`wiki_sso=a${' '.repeat(n)}b`)],
  ['inner tabs', (n) => parsing(`wiki_sso=a${'\t'.repeat(n)}b`)],
  ['blanks between pairs', (n) => parsing(`a=b${' ;'.repeat(n / 2)}`)],
  ['separators', (n) => () => parseUnverifiedCookieValue('#'.repeat(n))],
  ['percent signs', (n) => () => percentDecode('%41'.repeat(n / 3))],
  ['a long claim', (n) => () => parseUnverifiedCookieValue(`alice##${KEY}.${'e'.repeat(n)}`)],
  ['white space in an address', (n) => () => canonicalEmail(`a@${' '.repeat(n)}b`)],
  ['white space in a name', (n) => () => canonicalUsername(`a${' '.repeat(n)}b`)],
])('own 40: reading takes time in proportion to its length: %s', (_what, make) => {
  const times = SIZES.map((size) => bestOf(9, make(size)));
  const [first = 0, , , last = 0] = times;
  // Below a tenth of a millisecond the clock decides, not the parser.
  expect(last).toBeLessThan(Math.max(first, 0.1) * MAX_GROWTH ** (SIZES.length - 1));
});

function parsing(header: string): () => unknown {
  return () => cookieValues([header], 'wiki_sso');
}

/** Milliseconds of the quickest of several runs: what the machine did beside them falls out. */
function bestOf(runs: number, parse: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    parse();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}
