// Plays a browser that visits the wiki.

import { type HeaderLine, type HttpAnswer, headerValues, sendRequest } from '../http/http-request.ts';
import type { Login } from '../site/site.ts';
import type { Target } from './target.ts';

const MAX_REDIRECTS = 5;

/** What a browser sends with a request. */
export interface Visit {
  /** The login whose cookie the browser sends. */
  readonly as?: Login;
  /** Further header lines, sent unchanged. */
  readonly headers?: readonly HeaderLine[];
}

/** Plays a browser that visits the wiki. It remembers nothing from one request to the next. */
export class Browser {
  readonly #target: Target;
  readonly #signal: AbortSignal | undefined;

  constructor(target: Target, signal?: AbortSignal) {
    this.#target = target;
    this.#signal = signal;
  }

  /** Sends one request to the wiki. @throws {NoAnswerError} */
  send(method: string, path: string, visit: Visit = {}): Promise<HttpAnswer> {
    const { wikiUrl, requestTimeoutMs } = this.#target;
    const { as: login, headers = [] } = visit;
    const cookie: HeaderLine[] = login ? [['Cookie', `${login.cookieName}=${login.cookieValue}`]] : [];
    return sendRequest({
      method,
      url: wikiUrl,
      target: path,
      headers: [...cookie, ...headers],
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: '' }),
      timeoutMs: requestTimeoutMs,
      signal: this.#signal,
    });
  }

  /** Opens a page and follows the wiki's own redirects, with the same headers each time. @throws {NoAnswerError} */
  async open(path: string, visit?: Visit): Promise<HttpAnswer> {
    let answer = await this.send('GET', path, visit);
    for (let i = 0; i < MAX_REDIRECTS; i++) {
      const next = this.#redirect(answer, path);
      if (next === undefined) return answer;
      path = next;
      answer = await this.send('GET', path, visit);
    }
    return answer;
  }

  /** Opens the page that shows who is visiting. @throws {NoAnswerError} */
  openEcho(visit?: Visit): Promise<HttpAnswer> {
    return this.open(this.#target.echoPath, visit);
  }

  /** @returns the path of a redirect; undefined for another host, which gets neither cookies nor test headers */
  #redirect(answer: HttpAnswer, path: string): string | undefined {
    const [location] = headerValues(answer, 'location');
    if (answer.status < 300 || answer.status > 399 || location === undefined) return undefined;
    const base = new URL(path, this.#target.wikiUrl);
    if (!URL.canParse(location, base.href)) return undefined;
    const next = new URL(location, base);
    return next.host === base.host ? next.pathname + next.search : undefined;
  }
}
