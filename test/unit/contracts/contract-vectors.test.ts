import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { bringsIdentityHeader } from '../../../functions/authorizer/forged-header.ts';
import { headerValue } from '../../../functions/authorizer/header-value.ts';
import {
  ASSERTION_SECONDS,
  parseAssertionKey,
  signAssertion,
} from '../../../functions/authorizer/identity-assertion.ts';
import { parseLoginRequest } from '../../../functions/login-hook/login-request.ts';
import { parseLogoutRequest } from '../../../functions/logout-hook/logout-request.ts';
import { memberOf } from '../../../functions/shared/cookie/cookie-fingerprint.ts';
import {
  type Claims,
  formatCookieValue,
  MAX_CLAIMS_BYTES,
  parseUnverifiedCookieValue,
} from '../../../functions/shared/cookie/cookie-value.ts';
import { deletingCookie, loginCookie, setCookieLine } from '../../../functions/shared/cookie/set-cookie.ts';
import { hookErrorAnswer } from '../../../functions/shared/hook/hook-answer.ts';
import { parseHookSecret } from '../../../functions/shared/hook/hook-secrets.ts';
import {
  readSignature,
  TOLERANCE_SECONDS,
  verifySignature,
} from '../../../functions/shared/hook/hook-signature.ts';
import { canonicalEmail } from '../../../functions/shared/identity/email.ts';
import { IDENTITY_HEADERS } from '../../../functions/shared/identity/identity-headers.ts';
import { canonicalUsername } from '../../../functions/shared/identity/username.ts';
import {
  BodyTooLargeError,
  HookReplayedError,
  InvalidBodyError,
  SecretUnavailableError,
  SignatureRefusedError,
  StoreUnreachableError,
  UnsupportedMediaTypeError,
} from '../../../functions/shared/runtime/errors.ts';
import type { Reason } from '../../../functions/shared/runtime/outcome.ts';
import { isLive } from '../../../functions/shared/sessions/validity.ts';
import { ROOT } from '../../../local/paths.ts';

// The Python clients read the same file in their own tests: what it says holds on both sides or fails on one.
const vectors = JSON.parse(readFileSync(join(ROOT, 'docs/contract-vectors.json'), 'utf8'));
const contracts = readFileSync(join(ROOT, 'docs/contracts.md'), 'utf8');
const SETTINGS = { name: 'wiki_sso', domain: 'example.com', ageSeconds: 14 * 86_400 };

describe('the cookie', () => {
  test.each<[string, CookieVector]>(byTitle(vectors.cookie_values, 'value'))(
    '%s is written, read and hashed as the vectors say',
    (value, { username, email, key, claims = {}, member }) => {
      expect(formatCookieValue({ username, email }, key, claims)).toBe(value);
      expect(parseUnverifiedCookieValue(value)).toEqual({ identity: { username, email }, claims });
      expect(memberOf(value)).toBe(member);
    },
  );

  test('lives and dies by its claims as the vectors say', () => {
    const { now, max_bytes, live, dead } = vectors.cookie_claims;
    const lives = (value: string) => {
      const cookie = parseUnverifiedCookieValue(value);
      const stored = { score: now, revokedAt: null, exp: cookie?.claims.exp };
      return cookie !== undefined && isLive(stored, now, SETTINGS.ageSeconds);
    };
    expect(MAX_CLAIMS_BYTES).toBe(max_bytes);
    for (const { why, value } of live) expect([why, lives(value)]).toEqual([why, true]);
    for (const { why, value } of dead) expect([why, lives(value)]).toEqual([why, false]);
  });

  test('of a login that sets its own limit is described as the vectors say', () => {
    const { login_expires_in: login } = vectors.hook_answers;
    const set = loginCookie(SETTINGS, login.cookie.value, { persistent: true, expiresIn: 3600 });
    const exp = parseUnverifiedCookieValue(login.cookie.value)?.claims.exp ?? 0;
    expect([set, setCookieLine(set)]).toEqual([login.cookie, login.set_cookie]);
    expect(memberOf(login.cookie.value)).toBe(login.member);
    expect(new Date(exp * 1000).toISOString()).toBe(login.expires_at);
  });

  test('of a login and of a logout is described as the vectors say', () => {
    const { login, logout } = vectors.hook_answers;
    const set = loginCookie(SETTINGS, login.cookie.value, { persistent: true });
    const gone = deletingCookie(SETTINGS);
    expect([set, setCookieLine(set)]).toEqual([login.cookie, login.set_cookie]);
    expect([gone, setCookieLine(gone)]).toEqual([logout.cookie, logout.set_cookie]);
    expect(memberOf(login.cookie.value)).toBe(login.member);
  });
});

describe('names', () => {
  test.each<[string, { given: string; canonical: string | null }]>(byTitle(vectors.usernames, 'given'))(
    'the username %j has the canonical form of the vectors, or none',
    (_title, { given, canonical }) => {
      const judged = canonicalUsername(given);
      expect('username' in judged ? judged.username : null).toBe(canonical);
    },
  );

  test.each<[string, { given: string; canonical: string | null }]>(byTitle(vectors.emails, 'given'))(
    'the email %j has the canonical form of the vectors, or none',
    (_title, { given, canonical }) => {
      const judged = canonicalEmail(given);
      expect('email' in judged ? judged.email : null).toBe(canonical);
    },
  );
});

describe('hooks', () => {
  const { secret, id, timestamp, body, signature, tolerance_seconds } = vectors.hook_signature;
  const verify = (sent: string, at: number) =>
    verifySignature(
      readSignature({
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature,
      }),
      Buffer.from(sent),
      [parseHookSecret(secret)],
      at,
    );

  test('the signature of the vectors verifies, up to the tolerance and not beyond', () => {
    expect(TOLERANCE_SECONDS).toBe(tolerance_seconds);
    expect(() => verify(body, timestamp + tolerance_seconds)).not.toThrow();
    expect(() => verify(body, timestamp + tolerance_seconds + 1)).toThrow('clock');
    expect(() => verify(`${body} `, timestamp)).toThrow('No signature');
  });

  test('bodies are accepted and refused as the vectors say', () => {
    const { now, cookie_age, login, logout } = vectors.hook_bodies;
    for (const { why, body: sent, expires_in } of login.accepted)
      expect([why, parseLoginRequest(sent, cookie_age).expiresIn ?? null]).toEqual([why, expires_in]);
    for (const { body: sent, names } of login.refused)
      expect(() => parseLoginRequest(sent, cookie_age)).toThrow(`"${names}"`);
    for (const { why, body: sent, before } of logout.accepted) {
      const request = parseLogoutRequest(sent, now);
      expect([why, ('before' in request ? request.before : null) ?? null]).toEqual([why, before]);
    }
    for (const { body: sent, names } of logout.refused)
      expect(() => parseLogoutRequest(sent, now)).toThrow(`"${names}"`);
  });

  test('every error has the status and the code of the vectors', () => {
    const errors = [
      new BodyTooLargeError(1),
      new SignatureRefusedError('stale', ''),
      new UnsupportedMediaTypeError(),
      new InvalidBodyError(),
      new HookReplayedError(),
      new StoreUnreachableError(''),
      new SecretUnavailableError(''),
      new Error('a bug'),
    ];
    const answers = errors.map(hookErrorAnswer).map(({ statusCode, body: text }) => ({
      status: statusCode,
      code: JSON.parse(text ?? '').error.code,
    }));
    expect(answers).toEqual(vectors.hook_errors);
  });
});

describe('what the wiki is told', () => {
  const { names, values, refused_names, passed_names } = vectors.identity_headers;

  test('the headers and the reasons have the names of the vectors', () => {
    // Keyed by the type, so that a reason that is added or renamed does not compile until it stands here.
    const reasons: Record<Reason, true> = {
      'no-cookie': true,
      'dead-cookie': true,
      'conflicting-cookies': true,
      'store-unreachable': true,
      'forged-header': true,
    };
    expect(IDENTITY_HEADERS).toEqual(names);
    expect(Object.keys(reasons)).toEqual(vectors.reasons);
  });

  test('names become header values as the vectors say', () => {
    for (const { text, header } of values) expect(headerValue(text)).toBe(header);
  });

  test('a request with a spelling of an identity header is refused, with any other it is not', () => {
    for (const name of refused_names)
      expect([name, bringsIdentityHeader({ [name]: '' })]).toEqual([name, true]);
    for (const name of passed_names)
      expect([name, bringsIdentityHeader({ [name]: '' })]).toEqual([name, false]);
  });

  test('the assertion of the vectors is what the authorizer signs', () => {
    const { key, kid, now, issuer, audience, header, claims, accepted, lifetime_seconds } = vectors.assertion;
    const jwt = signAssertion(
      parseAssertionKey(key),
      { username: claims.sub, email: claims.email },
      { issuer, audience, sessionId: claims.sid, issuedAt: now },
    );
    expect(jwt).toBe(accepted[0].jwt);
    expect([decodeProtectedHeader(jwt), decodeJwt(jwt)]).toEqual([header, claims]);
    expect(header.kid).toBe(kid);
    expect([ASSERTION_SECONDS, claims.exp - claims.iat]).toEqual([lifetime_seconds, lifetime_seconds]);
  });

  test('a verifier by the rules of the contracts takes the accepted assertions and none of the refused', async () => {
    const { key, now, issuer, audience, leeway_seconds, accepted, refused } = vectors.assertion;
    const verified = async ({ jwt }: { jwt: string }) =>
      jwtVerify(jwt, Buffer.from(key), {
        algorithms: ['HS256'],
        issuer,
        audience,
        clockTolerance: leeway_seconds,
        currentDate: new Date(now * 1000),
        requiredClaims: ['sub', 'iat', 'exp'],
      }).then(
        // "aud" is compared exactly: a list is no host. And nothing is issued in the future.
        ({ payload }) => payload.aud === audience && (payload.iat ?? 0) <= now + leeway_seconds,
        () => false,
      );
    for (const vector of accepted) expect([vector.why, await verified(vector)]).toEqual([vector.why, true]);
    for (const vector of refused) expect([vector.why, await verified(vector)]).toEqual([vector.why, false]);
  });
});

describe('the page of contracts', () => {
  test('shows the example signature, cookie and assertion of the vectors', () => {
    const [{ value, member }] = vectors.cookie_values;
    const { hook_signature: hook, assertion } = vectors;
    for (const shown of [
      value,
      member,
      hook.secret,
      hook.id,
      hook.signature,
      hook.body,
      assertion.key,
      assertion.accepted[0].jwt,
      JSON.stringify(assertion.header),
      JSON.stringify(assertion.claims),
    ]) {
      expect(contracts).toContain(shown);
    }
  });

  test('lists every error, reason and identity header of the vectors', () => {
    for (const { status, code } of vectors.hook_errors)
      expect(contracts).toContain(`| ${status} | \`${code}\` |`);
    for (const reason of vectors.reasons) expect(contracts).toContain(`\`${reason}\``);
    for (const name of Object.keys(vectors.identity_headers.names))
      expect(contracts).toContain(`| \`${name}\` |`);
  });

  test('shows the first three cookie values of the vectors in its table', () => {
    for (const { value, key } of vectors.cookie_values.slice(0, 3))
      expect(contracts).toContain(`\`${value.slice(0, -key.length)}\``);
  });
});

interface CookieVector extends Record<string, unknown> {
  readonly username: string;
  readonly email: string;
  readonly key: string;
  readonly claims?: Claims;
  readonly member: string;
}

/** Rows for `test.each`: the title of each vector, then the vector. */
function byTitle<T extends Record<string, unknown>>(list: readonly T[], title: keyof T): [string, T][] {
  return list.map((vector) => [String(vector[title]), vector]);
}
