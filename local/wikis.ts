import { join } from 'node:path';
import type { Access } from '../functions/authorizer/wiki-policy.ts';
import type { Ports } from './instance-ports.ts';
import type { Options } from './options.mjs';
import type { DataDir } from './paths.ts';
import { LOOPBACK } from './ports.ts';

const PRIVATE: Access = 'private';

/** One wiki of an instance. */
export interface Wiki {
  /** As `aud` of its assertions, and as browsers name it. */
  host: string;
  /** With the gateway's port. */
  url: string;
  access: Access;
  /** Where the gateway sends its requests. */
  origin: string;
  /** The demo wiki's port; undefined for a developer's own wiki, which is not started here. */
  port: number | undefined;
  /** Its keys, one a line; written before the wiki starts. */
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
