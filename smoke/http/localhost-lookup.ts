import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';

type Found = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };

/**
 * Finds a host's address as browsers do: names under `.localhost` are this machine (RFC 6761, section 6.3), whatever
 * its resolver says; everything else is asked of DNS.
 */
export function localhostLookup(hostname: string, options: LookupOptions, found: Found): void {
  if (!isLocalhost(hostname)) {
    lookup(hostname, options, found);
  } else if (options.all) {
    found(null, [LOOPBACK]);
  } else {
    found(null, LOOPBACK.address, LOOPBACK.family);
  }
}

function isLocalhost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost');
}
