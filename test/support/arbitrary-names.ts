/** Generators of names, emails and other text for property tests. */

import fc from 'fast-check';

/** Characters that have split cookies, headers, names and log lines before. */
const AWKWARD = [
  ...'#%;,="\\\'|@ \t\r\n\0\u007f\u0085\u00a0\u00ad',
  ...'\u0301\u0308\u0958\u1100\u1161\u200b\u200d\u200e\u200f\u2028\u202e\u3000\ufeff\ufffd',
  'é',
  'ß',
  'İ',
  'ﬁ',
  'Å',
  '한',
  '🦊',
  '\u{10ffff}',
  '\ud800',
  '\udfff',
];

/** Any text: plain, any UTF-16 with lone surrogates, and the awkward characters more often than by chance. */
export function anyText(maxLength = 40): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ maxLength }),
    fc.string({ unit: 'grapheme', maxLength }),
    fc.string({ unit: fc.constantFrom(...AWKWARD, 'a', 'B', '7'), maxLength }),
    fc.array(fc.nat(0xffff), { maxLength }).map((units) => String.fromCharCode(...units)),
  );
}

/** Text that stands for a name more often than not. */
export function anyName(): fc.Arbitrary<string> {
  return fc.oneof(
    anyText(20),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).map((text) => text.repeat(90)),
  );
}

/** Text that stands for an address more often than not. */
export function anyEmail(): fc.Arbitrary<string> {
  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  return fc.oneof(
    fc.constant(''),
    fc.tuple(part, part).map(([local, host]) => `${local}@${host}`),
    anyText(12),
  );
}
