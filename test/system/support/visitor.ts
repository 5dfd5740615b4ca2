import { request } from 'node:http';
import { CookieJar } from './cookie-jar.ts';

const REQUEST_LIMIT_MS = 30_000;
const REDIRECT_LIMIT = 10;

/** An answer as it came: redirects are not followed. */
export interface Page {
  /** What was asked for. */
  url: URL;
  status: number;
  /** Names in lower case. */
  headers: Map<string, string>;
  setCookies: string[];
  text: string;
  /** Absolute, when the answer is a redirect. */
  location: URL | undefined;
}

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as an HTML form. */
  form?: Record<string, string>;
  body?: string;
  /** Sent instead of the jar's cookies; empty sends none. */
  cookie?: string;
}

/**
 * Somebody with a browser, without the browser: keeps cookies, and finds every *.localhost on this machine,
 * which plain resolvers do not.
 */
export class Visitor {
  readonly jar = new CookieJar();

  async send(address: string | URL, options: RequestOptions = {}): Promise<Page> {
    const url = new URL(address);
    const page = await exchange(url, withCookies(options, options.cookie ?? this.jar.header(url)));
    for (const line of page.setCookies) this.jar.store(url, line);
    return page;
  }

  /** A GET that follows redirects, as a click does. */
  async get(address: string | URL, options: RequestOptions = {}): Promise<Page> {
    return this.follow(await this.send(address, options));
  }

  /** A form that is sent, and the page it leads to. */
  async post(address: string | URL, form: Record<string, string>, options: RequestOptions = {}) {
    const url = new URL(address);
    const headers = { origin: url.origin, referer: url.href, ...options.headers };
    return this.follow(await this.send(url, { method: 'POST', form, ...options, headers }));
  }

  async follow(first: Page): Promise<Page> {
    let page = first;
    for (let i = 0; page.location; i++) {
      if (i === REDIRECT_LIMIT) throw new Error(`too many redirects, at ${page.location}`);
      page = await this.send(page.location);
    }
    return page;
  }
}

function withCookies(options: RequestOptions, cookie: string): RequestOptions {
  const { form } = options;
  return {
    ...options,
    ...(form && { body: new URLSearchParams(form).toString() }),
    headers: {
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(cookie && { cookie }),
      ...options.headers,
    },
  };
}

function exchange(url: URL, { method = 'GET', headers = {}, body }: RequestOptions): Promise<Page> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: url.port,
      method,
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        ...headers,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
      agent: false,
      timeout: REQUEST_LIMIT_MS,
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${url}`)));
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const { location } = answer.headers;
        resolve({
          url,
          status: answer.statusCode ?? 0,
          headers: new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
          setCookies: answer.headers['set-cookie'] ?? [],
          text,
          location: location === undefined ? undefined : new URL(location, url),
        });
      });
    });
    outgoing.end(body);
  });
}
