/** The ports of one instance, all claimed before anything starts. */

import type { Options } from './options.mjs';
import { claimPort } from './ports.ts';

/** The ports of the parts of one instance. */
export interface Ports {
  site: number;
  /** The gateway, which browsers see as the wikis. */
  wiki: number;
  /** The servers of the wikis, behind the gateway. */
  wikiOrigins: number[];
  aws: number;
  store: number;
}

/** Claims all ports before anything starts. @throws {PortInUseError} */
export async function claimPorts(options: Options): Promise<Ports> {
  return {
    site: await claimPort(options.sitePort, 'the site', '--site-port'),
    wiki: await claimPort(options.wikiPort, 'the wiki', '--wiki-port'),
    aws: await claimPort(options.awsPort, 'the AWS emulator', '--aws-port'),
    store: await claimPort(options.storePort, 'the store', '--store-port'),
    wikiOrigins: await Promise.all(
      Array.from({ length: options.wikis }, () => claimPort(0, 'a wiki behind the gateway', '')),
    ),
  };
}
