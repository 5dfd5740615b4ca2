import { describe, expect, test } from '@jest/globals';
import { mintCookieValue } from '../../../functions/login-hook/mint-cookie.ts';
import { parseUnverifiedCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';
import { InvalidBodyError } from '../../../functions/shared/runtime/errors.ts';

const ALICE = { username: 'alice', email: 'alice@example.com' };

describe('a minted cookie', () => {
  test('is username, email and a key of 32 bytes in lower-case hex', () => {
    expect(mintCookieValue('wiki_sso', ALICE)).toMatch(/^alice#alice@example\.com#[0-9a-f]{64}$/);
  });

  test('GHSA-f24x-5g9q-753f: is a fresh one at every login', () => {
    const values = new Set(Array.from({ length: 1000 }, () => mintCookieValue('wiki_sso', ALICE)));
    expect(values.size).toBe(1000);
  });

  test('names the user it was made for', () => {
    const identity = { username: 'Zoë # 100% 🦊', email: 'zoë,"x"@müller.example' };
    expect(parseUnverifiedCookieValue(mintCookieValue('wiki_sso', identity))).toEqual({
      identity,
      claims: {},
    });
  });
});

describe('a cookie too long for browsers', () => {
  const overhead = 'wiki_sso='.length + '##'.length + 64;
  const foxes = (count: number) => '🦊'.repeat(count);

  test('begins at 4,097 bytes of name and value', () => {
    // Twelve bytes a fox, and as many plain letters as make the sum exact.
    const email = `${foxes(252)}@x`;
    const username = foxes(80) + 'x'.repeat(4096 - overhead - 332 * 12 - '@x'.length - 1);
    const value = mintCookieValue('wiki_sso', { username: `${username}y`, email });
    expect('wiki_sso='.length + value.length).toBe(4096);
    expect(() => mintCookieValue('wiki_sso', { username: `${username}yz`, email })).toThrow(InvalidBodyError);
    expect(() => mintCookieValue('wiki_sso2', { username: `${username}y`, email })).toThrow(InvalidBodyError);
  });

  test('is refused by the name of the field that is longer once encoded', () => {
    const message = (username: string, email: string) => {
      try {
        return mintCookieValue('wiki_sso', { username, email });
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(message(foxes(255), `${foxes(200)}@x`)).toMatch(
      /^"username" makes the cookie longer than 4096 bytes/,
    );
    expect(message('x'.repeat(255) + foxes(90), `${foxes(252)}@x`)).toMatch(
      /^"email" makes the cookie longer/,
    );
  });
});
