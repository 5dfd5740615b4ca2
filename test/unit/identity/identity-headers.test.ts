import { describe, expect, test } from '@jest/globals';
import { hasIdentityHeader } from '../../../functions/shared/identity/identity-headers.ts';

const forged = (name: string) => hasIdentityHeader({ host: 'wiki.example.com', [name]: 'admin' });

describe('a request brings an identity header', () => {
  test.each(['X-Remote-User', 'X-Remote-Email', 'X-Wiki-Identity'])('as %s, in any case', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()])
      expect(forged(spelling)).toBe(true);
  });

  test('CVE-2025-64484: with underscores, which WSGI and CGI merge with hyphens', () => {
    for (const name of ['X_Remote_User', 'x_remote_email', 'X_WIKI_IDENTITY', 'X-Remote_User']) {
      expect(forged(name)).toBe(true);
    }
  });

  test('CVE-2026-88011: with full stops, doubled signs, signs in odd places or none', () => {
    for (const name of [
      'X.Remote.User',
      'x-remote.email',
      'XRemoteUser',
      'X--Remote--User',
      '-X-Remote-User-',
      'x-rem-ote-user',
      'X Remote User',
      'X-Remote-User ',
      'X-Remote-User\t',
      'X~Remote!User',
    ]) {
      expect(forged(name)).toBe(true);
    }
  });

  test('with a letter whose upper case is ASCII', () => {
    expect(forged('X-Wıkı-Identity')).toBe(true);
    expect(forged('X-Remote-Uſer')).toBe(true);
  });

  test('even when its value is empty or missing', () => {
    expect(hasIdentityHeader({ 'x-remote-user': '' })).toBe(true);
    expect(hasIdentityHeader({ 'x-remote-user': undefined })).toBe(true);
  });

  test('at any place among the headers', () => {
    const headers = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-h${i}`, '']));
    expect(hasIdentityHeader({ ...headers, 'X-Remote-User': 'admin' })).toBe(true);
    expect(hasIdentityHeader({ 'X-Remote-User': 'admin', ...headers })).toBe(true);
  });
});

describe('a request brings no identity header', () => {
  test('when it has none', () => {
    expect(hasIdentityHeader({})).toBe(false);
  });

  test.each([
    'Remote-User',
    'X-Remote',
    'X-Remote-Users',
    'X-Remote-User-Agent',
    'X-Wiki-Identity-2',
    'X-User',
    '',
  ])('with %j, which is another name however it is merged', (name) => {
    expect(forged(name)).toBe(false);
  });

  test('CVE-2026-40575: with headers that claim another address or path', () => {
    for (const name of ['X-Forwarded-Uri', 'X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-User']) {
      expect(forged(name)).toBe(false);
    }
  });
});
