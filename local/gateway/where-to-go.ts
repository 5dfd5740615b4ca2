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
<h1>The demo has names of its own</h1>
<p>Site and wiki share the wiki’s cookie by their domain, which <code>localhost</code> is not part of. They are at:</p>
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
