/** The page for requests to `localhost`, with the addresses of site and wikis. */

import type { ServerResponse } from 'node:http';

/**
 * Answers requests to `localhost` with links to site and wikis. API Gateway finds an API only by its host, and a browser
 * sends no cookie to `localhost`.
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
<h1>The demo has its own host names</h1>
<p>Site and wiki share a cookie through their common domain, to which <code>localhost</code> does not belong. Their addresses:</p>
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
