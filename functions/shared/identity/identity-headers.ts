/** The headers that carry an identity to a wiki, and how to recognise them in a request from outside. */

/** The identity headers, each with the key of the authorizer's context that fills it. */
export const IDENTITY_HEADERS = {
  'X-Remote-User': 'username',
  'X-Remote-Email': 'email',
  'X-Wiki-Identity': 'assertion',
} as const;

const MERGED_NAMES = new Set(Object.keys(IDENTITY_HEADERS).map(mergedName));

/** A quick check first: all identity headers start with X, and the headers of a browser hardly ever do. */
const STARTS_WITH_X = /^[^A-Za-z0-9]*x/i;

/**
 * Whether a request carries an identity header, in any spelling that a backend could merge with ours: only letters and
 * digits count, regardless of case. An honest browser never sends one.
 */
export function hasIdentityHeader(headers: Readonly<Record<string, unknown>>): boolean {
  for (const name in headers) {
    if (STARTS_WITH_X.test(name) && MERGED_NAMES.has(mergedName(name))) return true;
  }
  return false;
}

/** Upper-cases as WSGI and CGI do, which also folds the few other letters whose upper case is ASCII. */
function mergedName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
