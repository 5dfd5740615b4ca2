// Plays the site's back end: signs hooks and sends them.

import type { KeyObject } from 'node:crypto';
import { CliError, ExitCode } from '../cli-error.ts';
import { type HeaderLine, type HttpAnswer, headerValues, sendRequest } from '../http/http-request.ts';
import { describeStatus } from './hook-error.ts';
import { type Signing, signedHeaders } from './sign-hook.ts';

export type Hook = 'login' | 'logout';

/** What a site knows of a deployment. */
export interface SiteSettings {
  /** Base of the hooks; `/login` and `/logout` follow. */
  readonly hooksUrl: URL;
  /** The key that signs hooks, decoded. */
  readonly hookKey: KeyObject | Buffer;
  /** The user that `login` logs in. */
  readonly username: string;
  readonly email: string;
  /** Time limit of each request. */
  readonly requestTimeoutMs: number;
}

/** A login as the site remembers it. */
export interface Login {
  readonly cookieName: string;
  readonly cookieValue: string;
  readonly member: string;
  /** The hook's whole answer; only the fields above have been read. */
  readonly answer: HttpAnswer;
}

/** Differences from an ordinary hook request. */
export interface Sending extends Signing {
  /** Null sends no Content-Type. */
  readonly contentType?: string | null;
  /** Sent in place of the body that was signed. */
  readonly sentBody?: string;
  readonly headers?: readonly HeaderLine[];
}

/** The login hook gave no cookie. */
export class LoginRefusedError extends CliError {
  override readonly name = 'LoginRefusedError';
  override readonly exitCode = ExitCode.failed;
}

/** The site's back end. It remembers the users it logged in, so that they can be logged out. */
export class Site {
  readonly #settings: SiteSettings;
  readonly #signal: AbortSignal | undefined;
  readonly #loggedIn = new Set<string>();

  constructor(settings: SiteSettings, signal?: AbortSignal) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /** Every user that was ever logged in. */
  get usernames(): readonly string[] {
    return [...this.#loggedIn];
  }

  /** Sends a signed hook and returns any answer. @throws {NoAnswerError} */
  async send(hook: Hook, body: object, sending: Sending = {}): Promise<HttpAnswer> {
    const text = JSON.stringify(body);
    const headers = [
      ...contentTypeLine(sending.contentType),
      ...signedHeaders(text, this.#settings.hookKey, sending),
      ...(sending.headers ?? []),
    ];
    // A login whose answer is lost may have taken effect.
    let mayHaveTakenEffect = true;
    try {
      const answer = await this.sendUnsigned(hook, sending.sentBody ?? text, headers);
      mayHaveTakenEffect = answer.status === 200;
      return answer;
    } finally {
      if (hook === 'login' && mayHaveTakenEffect && 'username' in body)
        this.#loggedIn.add(String(body.username));
    }
  }

  /** Sends a hook with exactly these headers. @throws {NoAnswerError} */
  sendUnsigned(
    hook: Hook,
    body: string,
    headers: readonly HeaderLine[],
    method = 'POST',
  ): Promise<HttpAnswer> {
    const { hooksUrl, requestTimeoutMs } = this.#settings;
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

  /** Logs the user of the settings in. @throws {LoginRefusedError} @throws {NoAnswerError} */
  async login(fields: object = {}, sending?: Sending): Promise<Login> {
    const { username, email } = this.#settings;
    const answer = await this.send('login', { username, email, ...fields }, sending);
    if (answer.status !== 200)
      throw new LoginRefusedError(`the login hook answered ${describeStatus(answer)}`);
    const pair = (headerValues(answer, 'set-cookie')[0] ?? '').split(';')[0] ?? '';
    const equals = pair.indexOf('=');
    if (equals < 1) throw new LoginRefusedError('the login hook answered 200 without a Set-Cookie header');
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
    throw new LoginRefusedError('the login hook answered 200 with a body that is not JSON');
  }
}
