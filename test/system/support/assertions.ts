import { createHash, createHmac } from 'node:crypto';
import { endpoints } from './system-under-test.ts';

/** How an assertion departs from what the bridge signs. */
export interface Forgery {
  header?: object;
  claims?: object;
  /** Signs with this key instead. */
  key?: string;
  /** Node's name of the hash. */
  hash?: string;
  /** Put in the signature's place. */
  signature?: string;
}

/** Makes an assertion by hand, as the bridge does or as somebody who would like to be the bridge. */
export function makeAssertion(rightKey: string, forgery: Forgery = {}): string {
  const { header, claims, key = rightKey, hash = 'sha256', signature } = forgery;
  const now = Math.floor(Date.now() / 1000);
  const kid = createHash('sha256').update(rightKey).digest('hex').slice(0, 8);
  const signed = [
    { alg: 'HS256', typ: 'JWT', kid, ...header },
    {
      iss: 'wiki-sso',
      aud: new URL(endpoints.wikiUrl).hostname,
      sub: 'mallory',
      sid: '0'.repeat(16),
      iat: now,
      exp: now + 60,
      ...claims,
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${signature ?? createHmac(hash, key).update(signed).digest('base64url')}`;
}
