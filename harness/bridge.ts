/** The four functions in this process, on one store. */

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createAuthorizer } from '../functions/authorizer/authorizer.ts';
import type { AuthorizerResponse } from '../functions/authorizer/authorizer-response.ts';
import { parseAssertionKey } from '../functions/authorizer/identity-assertion.ts';
import type { WikiPolicy } from '../functions/authorizer/wiki-policy.ts';
import { createExpire } from '../functions/expire/expire.ts';
import { createLoginHook } from '../functions/login-hook/login-hook.ts';
import { createLogoutHook } from '../functions/logout-hook/logout-hook.ts';
import { cachedHookKeys } from '../functions/shared/hook/hook-dependencies.ts';
import { CachedValue } from '../functions/shared/runtime/cached-value.ts';
import { FunctionName } from '../functions/shared/runtime/metric-names.ts';
import type { StoreAccess } from '../functions/shared/store/store-access.ts';
import { StoreConnection } from '../functions/shared/store/store-connection.ts';
import { authorizerEvent, lambdaContext, type PageView } from './lambda-events.ts';
import { HOOK_SECRET, type Signing, signedHook } from './signed-hook.ts';
import { staticAccess } from './static-access.ts';

export const ASSERTION_KEY = 'an assertion key of more than thirty-two bytes';
export const COOKIE_AGE_SECONDS = 14 * 86_400;
const RULES = { cookieAgeSeconds: COOKIE_AGE_SECONDS };
const TIMES = { freshMs: 60_000, retryMs: 60_000 };

/** The parsed answer of a hook. */
export interface HookReply {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly cookies: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the contract says is there
  readonly json: any;
}

/**
 * The four functions, each with its own connection to one store, as on Lambda. Only Secrets Manager is missing: the
 * secrets are constants.
 */
export class Bridge {
  readonly #connections: StoreConnection[] = [];
  readonly login;
  readonly logout;
  readonly authorize;
  readonly expire;

  /** @param store the URL of the store, or the access of each function to it */
  constructor(store: string | ((fn: FunctionName) => StoreAccess), policy: Partial<WikiPolicy> = {}) {
    const wiki: WikiPolicy = { host: 'wiki.example.com', access: 'public', keyArn: 'key', ...policy };
    const hook = {
      cookie: { name: 'wiki_sso', domain: 'example.com', ...RULES },
      hookKeys: cachedHookKeys('hook', async (_arn, stage) =>
        stage === 'AWSCURRENT' ? HOOK_SECRET : undefined,
      ),
    };
    const connect = (fn: FunctionName) => {
      const connection = new StoreConnection(typeof store === 'string' ? staticAccess(store) : store(fn));
      this.#connections.push(connection);
      return connection;
    };
    const key = new CachedValue(async () => parseAssertionKey(ASSERTION_KEY), TIMES);
    this.login = createLoginHook({ ...hook, store: connect(FunctionName.loginHook) });
    this.logout = createLogoutHook({ ...hook, store: connect(FunctionName.logoutHook) });
    this.expire = createExpire({ rules: RULES, store: connect(FunctionName.expire) });
    this.authorize = createAuthorizer({
      cookieName: 'wiki_sso',
      rules: RULES,
      issuer: 'wiki-sso',
      wikis: new Map([['wiki-api', wiki]]),
      store: connect(FunctionName.authorizer),
      assertionKey: () => key,
    });
  }

  /** Calls a hook with a signed body. */
  hook(path: 'login' | 'logout', body: unknown, signing?: Signing): Promise<HookReply> {
    return this.send(path, signedHook(path, body, signing));
  }

  /** Calls a hook with an event. */
  async send(path: 'login' | 'logout', event: APIGatewayProxyEventV2): Promise<HookReply> {
    const { statusCode, headers, cookies, body } = await this[path](event, lambdaContext());
    return {
      status: statusCode ?? 0,
      headers: headers ?? {},
      cookies: cookies ?? [],
      json: JSON.parse(body ?? 'null'),
    };
  }

  /** Logs a user in. */
  async cookieOf(
    username: string,
    email = `${username}@example.com`,
  ): Promise<{ value: string; member: string }> {
    const { json } = await this.hook('login', { username, email });
    return { value: json.cookie.value, member: json.member };
  }

  /** Views a page of the wiki. */
  view(page: PageView = {}): Promise<AuthorizerResponse> {
    return this.authorize(authorizerEvent(page), lambdaContext());
  }

  /** Views a page with one wiki cookie. */
  viewWith(value: string, page: PageView = {}): Promise<AuthorizerResponse> {
    return this.view({ ...page, cookies: [`wiki_sso=${value}`] });
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}
