import { readFileSync } from 'node:fs';
import type { Endpoints } from '../../local/endpoints.ts';
import { writeEndpoints } from '../../local/endpoints.ts';
import { writeSecretWhole } from '../../local/secret-file.ts';
import type { LocalSite } from '../deployment/deployment.ts';

/** Gives the demo site a new hook secret, and the file of endpoints too: programs of one's own read it there. */
export function giveToLocalSite({ hookSecretFile, endpointsFile }: LocalSite, secret: string): void {
  writeSecretWhole(hookSecretFile, `${secret}\n`);
  const endpoints = JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints;
  writeEndpoints(endpointsFile, { ...endpoints, hookSecret: secret });
}
