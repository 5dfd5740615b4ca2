import { parseArgs } from 'node:util';
import type { Access } from './target.ts';

/** What smoke is told on the command line. */
export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly local: boolean;
  readonly wiki: URL | undefined;
  readonly hooks: URL | undefined;
  readonly secretId: string | undefined;
  readonly access: Access;
  readonly user: string;
  readonly email: string;
  readonly echo: string;
  readonly expect: string;
  readonly titlePrefix: string;
  readonly cookiesPath: string | undefined;
  readonly expireFunction: string | undefined;
  readonly defaultEndpoints: readonly URL[];
  readonly requestTimeoutMs: number;
  readonly totalTimeoutMs: number;
}

/** The command line cannot be used; the message says which option and what it takes. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** @throws {OptionError} */
export function readOptions(args: string[]): Options {
  const { values } = parse(args);
  const user = values.user ?? 'wiki-sso-smoke';
  const options: Options = {
    help: values.help ?? false,
    json: values.json ?? false,
    local: values.local ?? false,
    wiki: origin('--wiki', values.wiki),
    hooks: url('--hooks', values.hooks),
    secretId: values['secret-id'],
    access: access(values.access),
    user,
    email: values.email ?? '',
    echo: path('--echo', values.echo ?? '/'),
    expect: values.expect ?? user,
    titlePrefix: path('--title-prefix', values['title-prefix'] ?? '/'),
    cookiesPath: values['cookies-path'] && path('--cookies-path', values['cookies-path']),
    expireFunction: values['expire-function'],
    defaultEndpoints: (values['default-endpoint'] ?? []).flatMap(
      (text) => url('--default-endpoint', text) ?? [],
    ),
    requestTimeoutMs: seconds('--request-timeout', values['request-timeout'], 15),
    totalTimeoutMs: seconds('--total-timeout', values['total-timeout'], 300),
  };
  if (!options.help && !options.local) requireTarget(options);
  return options;
}

function parse(args: string[]) {
  const string = { type: 'string' } as const;
  const boolean = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      options: {
        help: { ...boolean, short: 'h' },
        json: boolean,
        local: boolean,
        wiki: string,
        hooks: string,
        'secret-id': string,
        access: string,
        user: string,
        email: string,
        echo: string,
        expect: string,
        'title-prefix': string,
        'cookies-path': string,
        'expire-function': string,
        'default-endpoint': { ...string, multiple: true },
        'request-timeout': string,
        'total-timeout': string,
      },
    });
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
}

function requireTarget({ wiki, hooks, secretId }: Options): void {
  const missing = Object.entries({ '--wiki': wiki, '--hooks': hooks, '--secret-id': secretId })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  if (missing.length > 0)
    throw new OptionError(`${missing.join(', ')} missing; --local finds what \`npm start\` runs`);
}

function url(name: string, text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.search || parsed.hash || parsed.username)
    throw new OptionError(
      `${name} takes an http:// or https:// URL without a query, not ${JSON.stringify(text)}`,
    );
  return parsed;
}

function origin(name: string, text: string | undefined): URL | undefined {
  const parsed = url(name, text);
  if (parsed && parsed.pathname !== '/')
    throw new OptionError(`${name} takes no path: --echo and --title-prefix tell where pages are`);
  return parsed;
}

function path(name: string, text: string): string {
  if (!/^\/[\x21-\x22\x24-\x7e]*$/.test(text))
    throw new OptionError(`${name} takes an encoded path that begins with /, not ${JSON.stringify(text)}`);
  return text;
}

function access(text = 'public'): Access {
  if (text !== 'public' && text !== 'members')
    throw new OptionError(`--access takes public or members, not ${JSON.stringify(text)}`);
  return text;
}

/** @returns milliseconds */
function seconds(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : /^\d{1,5}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (!(value > 0)) throw new OptionError(`${name} takes seconds, more than 0, not ${JSON.stringify(text)}`);
  return value * 1000;
}
