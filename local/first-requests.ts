/** The first requests to a new instance, which show that hooks and wiki answer. */

import { get } from 'node:http';
import type { Endpoints } from './endpoints.ts';
import { LOOPBACK } from './ports.ts';

/** A part is running but does not work. */
export class FirstRequestError extends Error {
  override name = 'FirstRequestError';
}

/**
 * Sends one request to each hook and to the wiki. The hooks must refuse an unsigned request, and the authorizer must let
 * the wiki's page through. This also starts the functions, so that the first login is fast.
 * @throws {FirstRequestError}
 */
export async function firstRequests({ hooksUrl, wikiUrl, ownWiki }: Endpoints): Promise<void> {
  const [login, logout, page] = await Promise.all([
    unsignedHook(`${hooksUrl}/login`),
    unsignedHook(`${hooksUrl}/logout`),
    pageStatus(new URL(ownWiki ? `${wikiUrl}/` : `${wikiUrl}/Home`)),
  ]);
  const unexpected = [
    ...(login === 401 ? [] : [`the login hook answers ${login}`]),
    ...(logout === 401 ? [] : [`the logout hook answers ${logout}`]),
    // The user's own wiki may not be running yet.
    ...(page === 200 || ownWiki ? [] : [`the wiki's first page answers ${page}`]),
  ];
  if (unexpected.length > 0) {
    throw new FirstRequestError(
      `${unexpected.join(', ')}: see aws.log and gateway.log in the data folder's logs/`,
    );
  }
}

async function unsignedHook(url: string): Promise<number> {
  return (await fetch(url, { method: 'POST', body: '{}' })).status;
}

/** The system's resolver does not know names under localhost, so only the header contains the host. */
function pageStatus(url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(
      { host: LOOPBACK, port: url.port, path: url.pathname, headers: { host: url.host } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.once('error', reject);
  });
}
