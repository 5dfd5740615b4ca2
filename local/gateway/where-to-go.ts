/** The page for requests to `localhost`, with the addresses of site and wikis. */

import type { ServerResponse } from 'node:http';

/**
 * For those who come by `localhost`: the service knows an API by its host alone, and its default endpoint, which these
 * names would be, is switched off. A browser would send no cookie either.
 */
export function answerWhereToGo(
  response: ServerResponse,
  hosts: string[],
  { siteUrl, port }: { siteUrl: string; port: number },
): void {
  const link = (url: string) => `<li><a href="${url}">${url}</a></li>`;
  const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Not here – wiki-sso</title></head>
<body>
<h1>The demo has names of its own</h1>
<p>Site and wiki share the wiki’s cookie by their domain, which <code>localhost</code> is not part of. They are at:</p>
<ul>${[`${siteUrl}/`, ...hosts.map((host) => `http://${host}:${port}/`)].map(link).join('')}</ul>
</body>
</html>
`;
  response.writeHead(404, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
