import { describe, expect, test } from '@jest/globals';
import { canonicalEmail } from '../../../functions/shared/identity/email.ts';

describe('an email address', () => {
  test('that is empty says that a user has none', () => {
    expect(canonicalEmail('')).toEqual({ email: '' });
  });

  test.each([
    'alice@example.com',
    'a+b#c%d@x',
    '"quoted"@example.com',
    'zoë@müller.example',
    "o'x@localhost",
  ])('is not judged further: %s', (email) => {
    expect(canonicalEmail(email)).toEqual({ email });
  });

  test('is brought to NFC', () => {
    expect(canonicalEmail('zoe\u0308@example.com')).toEqual({ email: 'zo\u00eb@example.com' });
  });

  test('has up to 254 characters', () => {
    const longest = `${'🦊'.repeat(252)}@x`;
    expect(canonicalEmail(longest)).toEqual({ email: longest });
    expect(canonicalEmail(`x${longest}`)).toEqual({ problem: 'is longer than 254 characters' });
  });

  const oneAt = 'must have one @ with something on both sides';
  const blank = 'has a space or a control character';
  test.each([
    ['GHSA-c5c4-8r6x-56w3: a second @', 'a@evil.com@good.com', oneAt],
    ['no @', 'alice', oneAt],
    ['nothing before the @', '@example.com', oneAt],
    ['nothing after the @', 'alice@', oneAt],
    ['a space', 'a lice@example.com', blank],
    ['only a space', ' ', blank],
    ['a no-break space', 'alice\u00a0@example.com', blank],
    ['a line break', 'alice@example.com\r\nX-Remote-User: admin', blank],
    ['NUL', 'alice\0@example.com', blank],
    ['a lone surrogate', 'alice\ud83e@example.com', 'has a lone surrogate'],
  ])('with %s is refused', (_what, email, problem) => {
    expect(canonicalEmail(email)).toEqual({ problem });
  });
});
