/** The wikis of an instance: hosts, ports, access and folders. */

import { join } from 'node:path';
import type { Access } from '../functions/authorizer/wiki-policy.ts';
import type { Ports } from './instance-ports.ts';
import type { Options } from './options.mjs';
import type { DataDir } from './paths.ts';
import { LOOPBACK } from './ports.ts';

const PRIVATE: Access = 'private';

/** One wiki of an instance. */
export interface Wiki {
  /** The public host, and the `aud` of its assertions. */
  host: string;
  /** The public address, with the gateway's port. */
  url: string;
  access: Access;
  /** The address to which the gateway sends requests. */
  origin: string;
  /** The demo wiki's port; undefined for the user's own wiki, which `npm start` does not start. */
  port: number | undefined;
  /** The file with its keys, one on each line; written before the wiki starts. */
  keysFile: string;
  dataDir: string;
}

/** The wikis that the options ask for: the first is public, the second for logged-in people only. */
export function planWikis(options: Options, ports: Ports, dir: DataDir): Wiki[] {
  return ports.wikiOrigins.map((port, index) => {
    const name = index === 0 ? 'wiki' : `wiki${index + 1}`;
    const host = `${name}.${options.domain}`;
    const own = index === 0 ? options.wikiOrigin : undefined;
    return {
      host,
      url: `http://${host}:${ports.wiki}`,
      access: index === 1 ? PRIVATE : 'public',
      origin: own ?? `http://${LOOPBACK}:${port}`,
      port: own === undefined ? port : undefined,
      keysFile: join(dir.root, `${name}-assertion-keys`),
      dataDir: join(dir.root, name),
    };
  });
}
