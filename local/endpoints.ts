import { rmSync } from 'node:fs';
import { writeSecretWhole } from './secret-file.ts';

/** Where everything is: what endpoints.json holds while an instance runs. */
export interface Endpoints {
  siteUrl: string;
  wikiUrl: string;
  /** `/login` and `/logout` follow. */
  hooksUrl: string;
  redisUrl: string;
  cookieName: string;
  hookSecret: string;
  awsEndpointUrl: string;
  awsRegion: string;
  stackName: string;
  /** Name of the function that prunes the store. */
  expireFunction: string;
  demoUser: string;
  demoPassword: string;
}

/** Writes the file whole or not at all; only its owner may read it, since it holds the hook secret. */
export function writeEndpoints(file: string, endpoints: Endpoints): void {
  writeSecretWhole(file, `${JSON.stringify(endpoints, null, 2)}\n`);
}

export function removeEndpoints(file: string): void {
  rmSync(file, { force: true });
}
