/** A cookie as a browser keeps it. */
export interface StoredCookie {
  name: string;
  value: string;
  /** Without a leading dot. */
  domain: string;
  /** No Domain attribute: for this very host only. */
  hostOnly: boolean;
  path: string;
  secure: boolean;
  httpOnly: boolean;
  sameSite: string | undefined;
  /** Epoch milliseconds; `undefined` ends with the browser. */
  expires: number | undefined;
}

/** Keeps cookies as RFC 6265 says, as far as these tests need it. Hosts under .localhost count as secure. */
export class CookieJar {
  #cookies: StoredCookie[] = [];

  /** Takes one `Set-Cookie` line that came from `url`. */
  store(url: URL, line: string): void {
    const cookie = parse(url, line);
    if (!cookie.hostOnly && !matchesDomain(url.hostname, cookie.domain)) return;
    this.#cookies = this.#cookies.filter(
      ({ name, domain, path }) => !(name === cookie.name && domain === cookie.domain && path === cookie.path),
    );
    if (cookie.expires === undefined || cookie.expires > Date.now()) this.#cookies.push(cookie);
  }

  /** The `Cookie` header for `url`, empty when there is none. */
  header(url: URL): string {
    return this.#for(url)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  find(name: string): StoredCookie | undefined {
    return this.#cookies.find((cookie) => cookie.name === name);
  }

  delete(name: string): void {
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name);
  }

  #for(url: URL): StoredCookie[] {
    return this.#cookies.filter(
      ({ domain, hostOnly, path, expires }) =>
        (hostOnly ? url.hostname === domain : matchesDomain(url.hostname, domain)) &&
        matchesPath(url.pathname, path) &&
        (expires === undefined || expires > Date.now()),
    );
  }
}

function parse(url: URL, line: string): StoredCookie {
  const [pair = '', ...rest] = line.split(';');
  const attributes = new Map(
    rest.map((text): [string, string] => {
      const [name = '', ...value] = text.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  const maxAge = attributes.get('max-age');
  const expires = attributes.get('expires');
  const equals = pair.indexOf('=');
  return {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    domain: domain || url.hostname,
    hostOnly: !domain,
    path: attributes.get('path') || '/',
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    sameSite: attributes.get('samesite'),
    expires:
      maxAge !== undefined ? Date.now() + Number(maxAge) * 1000 : expires ? Date.parse(expires) : undefined,
  };
}

function matchesDomain(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function matchesPath(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
