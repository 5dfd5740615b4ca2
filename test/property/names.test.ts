import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalEmail, canonicalUsername } from '../../functions/shared/identity/identity.ts';
import { anyEmail, anyName } from '../support/arbitrary-names.ts';
import { isLegalEmail, isLegalUsername } from '../support/legal-names.ts';

const RUNS = { numRuns: 10_000 };

test('a name is taken exactly when the contract allows it, in NFC', () => {
  fc.assert(
    fc.property(anyName(), (name) => {
      const result = canonicalUsername(name);
      expect('username' in result).toBe(isLegalUsername(name));
      if ('username' in result) expect(result.username).toBe(name.normalize('NFC'));
    }),
    RUNS,
  );
});

test('an address is taken exactly when the contract allows it, in NFC', () => {
  fc.assert(
    fc.property(anyEmail(), (email) => {
      const result = canonicalEmail(email);
      expect('email' in result).toBe(isLegalEmail(email));
      if ('email' in result) expect(result.email).toBe(email.normalize('NFC'));
    }),
    RUNS,
  );
});

test('a canonical name is its own canonical form', () => {
  fc.assert(
    fc.property(anyName(), (name) => {
      const result = canonicalUsername(name);
      if ('username' in result) expect(canonicalUsername(result.username)).toEqual(result);
    }),
    RUNS,
  );
});
