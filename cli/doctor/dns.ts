// Doctor: the DNS records of a host.

import { lookup, Resolver } from 'node:dns/promises';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('DNS');

/**
 * Whether DNS finds a host, and its CNAME points to API Gateway.
 * @param target expected target of the CNAME; undefined if the stack makes the record itself
 */
export async function lookAtDns(hostname: string, target: string | undefined): Promise<Finding[]> {
  if (/(^|\.)localhost$|^[\d.:[\]]+$/.test(hostname)) return [finding('n/a', `${hostname} is this machine`)];
  const advice =
    target === undefined
      ? 'does the zone hold its record, and is the zone delegated?'
      : `add a CNAME record to ${target}`;
  try {
    const { address } = await lookup(hostname);
    const [name] = target === undefined ? [] : await cname(hostname);
    if (
      target !== undefined &&
      name !== undefined &&
      name.replace(/\.$/, '').toLowerCase() !== target.toLowerCase()
    )
      return [
        finding(
          'fail',
          `${hostname}: expected a CNAME to ${target}, got ${name}`,
          `change the record to ${target}`,
        ),
      ];
    return [finding('ok', `${hostname} is ${name ?? address}`)];
  } catch {
    return [finding('fail', `${hostname}: DNS finds no address`, advice)];
  }
}

/** Empty if there is no such record, as with an alias record. */
async function cname(hostname: string): Promise<string[]> {
  try {
    return await new Resolver({ timeout: 5000, tries: 1 }).resolveCname(hostname);
  } catch {
    return [];
  }
}
