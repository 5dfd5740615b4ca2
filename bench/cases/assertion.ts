/** Compares signing an assertion with `node:crypto` and with the library `jose`. */

import { SignJWT } from 'jose';
import { parseAssertionKey, signAssertion } from '../../functions/authorizer/identity-assertion.ts';
import { ASSERTION_KEY } from '../../harness/bridge.ts';
import type { Comparison } from './case.ts';

export async function assertionComparison(): Promise<Comparison> {
  const key = parseAssertionKey(ASSERTION_KEY);
  const identity = { username: 'alice', email: 'alice@example.com' };
  const frame = {
    issuer: 'wiki-sso',
    audience: 'wiki.example.com',
    sessionId: '0123456789abcdef',
    issuedAt: 1.8e9,
  };
  return {
    title: 'Signing an assertion',
    baseline: {
      name: 'node:crypto, as the authorizer does',
      once: async () => signAssertion(key, identity, frame),
    },
    measured: [
      {
        name: 'the library jose',
        once: () =>
          new SignJWT({ email: identity.email, sid: frame.sessionId })
            .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: '01234567' })
            .setIssuer(frame.issuer)
            .setAudience(frame.audience)
            .setSubject(identity.username)
            .setIssuedAt(frame.issuedAt)
            .setExpirationTime(frame.issuedAt + 60)
            .sign(key.secret),
      },
    ],
    close: () => {},
  };
}
