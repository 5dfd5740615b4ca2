/** The addresses and names of a running instance, which `endpoints.json` holds. */

import { rmSync } from 'node:fs';
import { writeSecretWhole } from './secret-file.ts';

/** One wiki: its public address, its access, the address of its server, and the file with its keys, one on each line. */
export interface WikiEndpoint {
  url: string;
  access: string;
  origin: string;
  assertionKeysFile: string;
}

/** The content of endpoints.json while an instance runs. */
export interface Endpoints {
  siteUrl: string;
  /** The first wiki. */
  wikiUrl: string;
  wikis: WikiEndpoint[];
  /** Whether the first wiki is the user's own (`--wiki-origin`). */
  ownWiki: boolean;
  /** `/login` and `/logout` follow. */
  hooksUrl: string;
  redisUrl: string;
  cookieName: string;
  hookSecret: string;
  awsEndpointUrl: string;
  awsRegion: string;
  stackName: string;
  /** The name of the function that prunes the store. */
  expireFunction: string;
  demoUser: string;
  demoPassword: string;
}

/** Writes the file whole or not at all. Only its owner may read it, because it contains the hook secret. */
export function writeEndpoints(file: string, endpoints: Endpoints): void {
  writeSecretWhole(file, `${JSON.stringify(endpoints, null, 2)}\n`);
}

export function removeEndpoints(file: string): void {
  rmSync(file, { force: true });
}
