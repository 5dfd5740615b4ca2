import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { parseAssertionKey, signAssertion } from '../../../functions/authorizer/identity-assertion.ts';
import { SecretUnavailableError } from '../../../functions/shared/runtime/errors.ts';

const KEY = 'an assertion key, more than 32 bytes of it';
const ALICE = { username: 'alice', email: 'alice@example.com' };
const NOW = 1_700_000_000;
const FRAME = {
  issuer: 'wiki-sso',
  audience: 'wiki.example.com',
  sessionId: '0123456789abcdef',
  issuedAt: NOW,
};
const sign = (identity = ALICE, frame = FRAME, key = KEY) =>
  signAssertion(parseAssertionKey(key), identity, frame);

const verify = (
  token: string,
  over: { key?: string; at?: number; audience?: string; issuer?: string } = {},
) =>
  jwtVerify(token, new TextEncoder().encode(over.key ?? KEY), {
    algorithms: ['HS256'],
    issuer: over.issuer ?? 'wiki-sso',
    audience: over.audience ?? 'wiki.example.com',
    currentDate: new Date((over.at ?? NOW) * 1000),
    requiredClaims: ['iss', 'aud', 'sub', 'sid', 'iat', 'exp'],
  });

describe('an assertion', () => {
  test('is a JWT that another library verifies', async () => {
    const { payload, protectedHeader } = await verify(sign());
    expect(payload).toEqual({
      iss: 'wiki-sso',
      aud: 'wiki.example.com',
      sub: 'alice',
      email: 'alice@example.com',
      sid: '0123456789abcdef',
      iat: NOW,
      exp: NOW + 60,
    });
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT', kid: expect.any(String) });
  });

  test('has no email claim for a user without an address', async () => {
    const { payload } = await verify(sign({ username: 'alice', email: '' }));
    expect(payload).not.toHaveProperty('email');
  });

  test('carries any name exactly', async () => {
    const username = 'Zoë "#\\ 100% 🦊\u200f';
    expect((await verify(sign({ username, email: '' }))).payload.sub).toBe(username);
  });

  test('counts for 60 s, from a whole second', async () => {
    const token = sign(ALICE, { ...FRAME, issuedAt: NOW + 0.9 });
    expect((await verify(token, { at: NOW + 59 })).payload.iat).toBe(NOW);
    await expect(verify(token, { at: NOW + 60 })).rejects.toThrow('exp');
  });

  test.each([
    ['the key of another wiki', { key: 'the assertion key of another wiki, 32 bytes' }],
    ['another audience', { audience: 'other.example.com' }],
    ['another issuer', { issuer: 'someone' }],
  ])('ALBeast: does not verify for %s', async (_what, over) => {
    await expect(verify(sign(), over)).rejects.toThrow();
  });

  test.each([
    [10, 10],
    [60, 60],
    [3600, 60],
  ])('of a cookie that dies in %d s counts for %d s', (notAfter, counts) => {
    const token = signAssertion(parseAssertionKey(KEY), ALICE, { ...FRAME, notAfter: NOW + notAfter });
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(exp).toBe(NOW + counts);
  });

  test('fits into a header: base64url and two full stops', () => {
    expect(sign({ username: '🦊\r\n', email: '' })).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{43}$/);
  });
});

describe('an assertion key', () => {
  test("is the text's UTF-8 bytes, named by the first 8 hex digits of their SHA-256", () => {
    const text = 'ä key with a letter that has two bytes';
    const bytes = parseAssertionKey(text).secret.export();
    expect(bytes).toEqual(Buffer.from(text, 'utf8'));
    const kid = createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 8);
    expect(decodeProtectedHeader(sign(ALICE, FRAME, text)).kid).toBe(kid);
  });

  test('is not trimmed, because the wiki would have to do the same', () => {
    expect(parseAssertionKey(`${KEY}\n`).secret.symmetricKeySize).toBe(KEY.length + 1);
  });

  test('has at least 32 bytes, and is not repeated when it is shorter', () => {
    expect(parseAssertionKey('x'.repeat(32)).secret.symmetricKeySize).toBe(32);
    expect(parseAssertionKey('é'.repeat(16)).secret.symmetricKeySize).toBe(32);
    const short = 'hunter2'.repeat(4);
    expect(() => parseAssertionKey(short)).toThrow(SecretUnavailableError);
    try {
      parseAssertionKey(short);
    } catch (error) {
      expect(String(error) + JSON.stringify(error)).not.toContain('hunter2');
    }
  });
});
