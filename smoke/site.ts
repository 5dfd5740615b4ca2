import { type HeaderLine, type HttpAnswer, headerValues, sendRequest } from './http/http-request.ts';
import { readErrorCode } from './read-error-code.ts';
import { type Signing, signedHeaders } from './sign-hook.ts';
import type { Target } from './target.ts';

export type Hook = 'login' | 'logout';

/** A login as the site remembers it. */
export interface Login {
  /** The cookie's name and value. */
  readonly cookieName: string;
  readonly cookieValue: string;
  readonly member: string;
  /** The whole body, of which nothing else was looked at. */
  readonly answer: HttpAnswer;
}

/** How a hook is sent when not as usual. */
export interface Sending extends Signing {
  /** Null leaves it out. */
  readonly contentType?: string | null;
  /** What is sent in place of the body that was signed. */
  readonly sentBody?: string;
  readonly headers?: readonly HeaderLine[];
}

/** The login hook did not give a cookie, so whatever needs one cannot be checked. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
}

/** What a site has to know of a deployment. */
export type SiteSettings = Pick<Target, 'hooksUrl' | 'hookKey' | 'username' | 'email' | 'requestTimeoutMs'>;

/** Plays the site's back end: signs hooks, and remembers whom to log out at the end. */
export class Site {
  readonly #target: SiteSettings;
  readonly #signal: AbortSignal | undefined;
  readonly #loggedIn = new Set<string>();

  constructor(target: SiteSettings, signal?: AbortSignal) {
    this.#target = target;
    this.#signal = signal;
  }

  /** Everybody that was ever logged in. */
  get usernames(): readonly string[] {
    return [...this.#loggedIn];
  }

  /** A signed hook, whatever the answer. @throws {NoAnswer} */
  async send(hook: Hook, body: object, sending: Sending = {}): Promise<HttpAnswer> {
    const text = JSON.stringify(body);
    const headers = [
      ...contentTypeLine(sending.contentType),
      ...signedHeaders(text, this.#target.hookKey, sending),
      ...(sending.headers ?? []),
    ];
    // A login whose answer is lost may have counted.
    let mayHaveCounted = true;
    try {
      const answer = await this.sendUnsigned(hook, sending.sentBody ?? text, headers);
      mayHaveCounted = answer.status === 200;
      return answer;
    } finally {
      if (hook === 'login' && mayHaveCounted && 'username' in body) this.#loggedIn.add(String(body.username));
    }
  }

  /** A hook with exactly these headers. @throws {NoAnswer} */
  sendUnsigned(
    hook: Hook,
    body: string,
    headers: readonly HeaderLine[],
    method = 'POST',
  ): Promise<HttpAnswer> {
    const { hooksUrl, requestTimeoutMs } = this.#target;
    return sendRequest({
      method,
      url: hooksUrl,
      target: `${hooksUrl.pathname.replace(/\/$/, '')}/${hook}`,
      headers,
      ...(method === 'GET' ? {} : { body }),
      timeoutMs: requestTimeoutMs,
      signal: this.#signal,
    });
  }

  /** Logs the smoke user in. @throws {LoginRefused} @throws {NoAnswer} */
  async login(fields: object = {}, sending?: Sending): Promise<Login> {
    const { username, email } = this.#target;
    const answer = await this.send('login', { username, email, ...fields }, sending);
    if (answer.status !== 200)
      throw new LoginRefused(`the login hook answered ${answer.status} ${readErrorCode(answer)}`.trimEnd());
    const pair = (headerValues(answer, 'set-cookie')[0] ?? '').split(';')[0] ?? '';
    const equals = pair.indexOf('=');
    if (equals < 1) throw new LoginRefused('the login hook answered 200 without a Set-Cookie header');
    return {
      cookieName: pair.slice(0, equals),
      cookieValue: pair.slice(equals + 1),
      member: memberIn(answer),
      answer,
    };
  }
}

function contentTypeLine(contentType: string | null | undefined): HeaderLine[] {
  return contentType === null ? [] : [['Content-Type', contentType ?? 'application/json']];
}

function memberIn({ body }: HttpAnswer): string {
  try {
    return String((JSON.parse(body) as { member?: unknown }).member);
  } catch {
    throw new LoginRefused('the login hook answered 200 with a body that is not JSON');
  }
}
