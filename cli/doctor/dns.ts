import { lookup, Resolver } from 'node:dns/promises';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('DNS');

/**
 * Whether a host is found, and leads to API Gateway.
 * @param target where its CNAME has to lead; undefined where the stack looks after that itself
 */
export async function lookAtDns(hostname: string, target: string | undefined): Promise<Finding[]> {
  if (/(^|\.)localhost$|^[\d.:[\]]+$/.test(hostname)) return [finding('n/a', `${hostname} is this machine`)];
  const advice =
    target === undefined
      ? 'does the zone hold its record, and is the zone delegated?'
      : `a CNAME record to ${target}`;
  try {
    const { address } = await lookup(hostname);
    const [name] = target === undefined ? [] : await cname(hostname);
    if (
      target !== undefined &&
      name !== undefined &&
      name.replace(/\.$/, '').toLowerCase() !== target.toLowerCase()
    )
      return [finding('fail', `${hostname} is a CNAME of ${name}`, `it has to lead to ${target}`)];
    return [finding('ok', `${hostname} is ${name ?? address}`)];
  } catch {
    return [finding('fail', `${hostname} is not found`, advice)];
  }
}

/** Nothing when the record is none, as with an alias record. */
async function cname(hostname: string): Promise<string[]> {
  try {
    return await new Resolver({ timeout: 5000, tries: 1 }).resolveCname(hostname);
  } catch {
    return [];
  }
}
