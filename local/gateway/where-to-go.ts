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
  const link = ([what, url]: readonly string[]) => `<li>${what}: <a href="${url}">${url}</a></li>`;
  const wikis = hosts.map((host, index) => [`wiki ${index + 1}`, `http://${host}:${port}/`]);
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not here – wiki-sso</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; }
body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 4rem auto; padding: 0 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; }
</style>
</head>
<body>
<h1>The demo has its own host names</h1>
<p>Site and wiki share a cookie through their common domain, to which <code>localhost</code> does not belong. Their addresses:</p>
<ul>${[['site', `${siteUrl}/`], ...wikis].map(link).join('\n')}</ul>
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
