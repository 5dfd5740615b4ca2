import { IDENTITY_HEADERS } from '../shared/identity/identity-headers.ts';

const MERGED_NAMES = new Set(Object.keys(IDENTITY_HEADERS).map(mergedName));

/** All of them begin with X; a browser's own headers nearly never do, and need no closer look. */
const MAY_BE_ONE = /^[^A-Za-z0-9]*x/i;

/**
 * Whether a request brings an identity header of its own, in any spelling that some backend could merge with ours:
 * only letters and digits count, without case. Honest browsers never send one.
 */
export function bringsIdentityHeader(headers: Readonly<Record<string, unknown>>): boolean {
  for (const name in headers) {
    if (MAY_BE_ONE.test(name) && MERGED_NAMES.has(mergedName(name))) return true;
  }
  return false;
}

/** Upper case as WSGI and CGI do it: that also folds the few other letters whose upper case is ASCII. */
function mergedName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
