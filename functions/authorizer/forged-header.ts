import { IDENTITY_HEADERS } from '../shared/identity/identity-headers.ts';

const MERGED_NAMES = new Set(Object.keys(IDENTITY_HEADERS).map(mergedName));

/**
 * Whether a request brings an identity header of its own, in any spelling that some backend could merge with ours:
 * only letters and digits count, without case. Honest browsers never send one.
 */
export function bringsIdentityHeader(headers: Readonly<Record<string, unknown>>): boolean {
  for (const name in headers) {
    if (MERGED_NAMES.has(mergedName(name))) return true;
  }
  return false;
}

/** Upper case as WSGI and CGI do it: that also folds the few other letters whose upper case is ASCII. */
function mergedName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
