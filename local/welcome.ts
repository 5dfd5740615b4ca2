/** The text that `npm start` prints when everything is up. */

import type { Endpoints, WikiEndpoint } from './endpoints.ts';
import type { Progress } from './progress.mjs';

/** Addresses, users and first steps, at most 80 columns wide. */
export function welcome(progress: Progress, endpoints: Endpoints, seconds: number): string {
  const { siteUrl, wikis, demoUser, demoPassword } = endpoints;
  const label = (text: string) => progress.paint('dim', text.padEnd(8));
  const link = (url: string) => progress.paint(['cyan', 'underline'], url);
  const strong = (text: string) => progress.paint('bold', text);
  const wikiLine = (
    { url, access, origin }: WikiEndpoint,
    own = endpoints.ownWiki && url === endpoints.wikiUrl,
  ) =>
    `${link(own ? `${url}/` : `${url}/Home`)}${access === 'public' ? '' : '  (private)'}${own ? `\n          goes on to ${origin}` : ''}`;
  const wikiStep = endpoints.ownWiki
    ? 'your wiki gets the headers that say who you are.'
    : 'it knows you, and shows what it was told.';
  return [
    '',
    strong(`Up and running after ${Math.round(seconds)} s.`),
    '',
    `  ${label('site')}${link(`${siteUrl}/`)}`,
    ...wikis.map((wiki, index) => `  ${label(index === 0 ? 'wiki' : `wiki ${index + 1}`)}${wikiLine(wiki)}`),
    `  ${label('users')}${[demoUser, 'bob', 'Zoë Müller', 'boss (superuser)'].join(', ')}`,
    `  ${label('')}all with the password ${strong(demoPassword)}`,
    '',
    strong('Try it'),
    `  1. Log in at the site as ${demoUser}: the page shows what that did.`,
    `  2. Open the wiki: ${wikiStep}`,
    `  3. Log out at the site, reload the wiki: ${endpoints.ownWiki ? 'they are gone' : 'nobody'}.`,
    '',
    progress.paint('dim', 'Ctrl-C stops everything.'),
  ].join('\n');
}
