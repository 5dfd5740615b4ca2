import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './paths.ts';

/** What an instance is started with. A port of 0 means: any free one. */
export interface Options {
  help: boolean;
  verbose: boolean;
  /** Stops when the process that started it is gone. */
  withParent: boolean;
  dataDir: string;
  domain: string;
  sitePort: number;
  wikiPort: number;
  awsPort: number;
  storePort: number;
  /** When set, the functions reach the store here instead: tests put a proxy in between. */
  functionsStorePort: number | undefined;
}

export const HELP = `Usage: npm start -- [options]

Starts everything on this machine (127.0.0.1 only) and keeps it running until
Ctrl-C: a store, an AWS emulator with the deployed stack, a Django site, and a
MoinMoin wiki behind the bridge.

  -v, --verbose    show what each part logs, with its name; it is also kept in
                   DIR/logs/
  -h, --help       show this

  --site-port N    port of the site           SITE_PORT    8000
  --wiki-port N    port of the wiki           WIKI_PORT    8080
  --aws-port N     port of the AWS emulator   AWS_PORT     any free one
  --store-port N   port of the store          STORE_PORT   any free one
  --domain NAME    shared parent domain       DOMAIN_NAME  example.localhost
  --data-dir DIR   where it keeps its files   DATA_DIR     .local

  for tests and tools:
  --functions-store-port N
                   port at which the functions find the store, when something
                   stands in between          FUNCTIONS_STORE_PORT
  --with-parent    stop when the process that started this one is gone

The second column is the variable that does the same, the third the default. A
port of 0 means any free one. Colours: NO_COLOR and FORCE_COLOR are heeded.
DIR/endpoints.json tells where everything is once it is up.

Exit status: 0 after Ctrl-C, 1 when something failed, 2 for a wrong option.

  npm start
  npm start -- --site-port 8001 --wiki-port 8081
  npm start -- --data-dir .local/second --site-port 0 --wiki-port 0`;

/** An option or variable that cannot be used; the message says which one and what it takes. */
export class OptionError extends Error {
  override name = 'OptionError';
}

/** @throws {OptionError} */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  const values = parse(args);
  const port = (option: string, variable: string, fallback: number): number => {
    const [name, text] = pick(values[option], `--${option}`, env[variable], variable);
    if (text === undefined) return fallback;
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
      throw new OptionError(`${name} must be a port from 0 to 65535, not ${JSON.stringify(text)}`);
    }
    return Number(text);
  };
  const functionsStorePort = port('functions-store-port', 'FUNCTIONS_STORE_PORT', -1);
  return {
    help: values.help === true,
    verbose: values.verbose === true,
    // npm passes signals on, but not its own death.
    withParent: values['with-parent'] === true || env.npm_lifecycle_event !== undefined,
    dataDir: resolve(ROOT, text(values['data-dir']) ?? env.DATA_DIR ?? '.local'),
    domain: readDomain(values.domain, env.DOMAIN_NAME),
    sitePort: port('site-port', 'SITE_PORT', 8000),
    wikiPort: port('wiki-port', 'WIKI_PORT', 8080),
    awsPort: port('aws-port', 'AWS_PORT', 0),
    storePort: port('store-port', 'STORE_PORT', 0),
    functionsStorePort: functionsStorePort === -1 ? undefined : functionsStorePort,
  };
}

type Values = Record<string, string | boolean | undefined>;

function parse(args: string[]): Values {
  const string = { type: 'string' } as const;
  const boolean = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      options: {
        help: { ...boolean, short: 'h' },
        verbose: { ...boolean, short: 'v' },
        'with-parent': boolean,
        'data-dir': string,
        domain: string,
        'site-port': string,
        'wiki-port': string,
        'aws-port': string,
        'store-port': string,
        'functions-store-port': string,
      },
    }).values;
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
}

function readDomain(option: Values[string], variable: string | undefined): string {
  const [name, domain] = pick(option, '--domain', variable, 'DOMAIN_NAME');
  // Only names under .localhost lead browsers here without a resolver's help, and let them take Secure cookies.
  if (domain !== undefined && !/^([a-z0-9-]+\.)+localhost$/.test(domain)) {
    throw new OptionError(`${name} must be a name under .localhost, not ${JSON.stringify(domain)}`);
  }
  return domain ?? 'example.localhost';
}

function pick(option: Values[string], optionName: string, variable: string | undefined, name: string) {
  const given = text(option);
  return given === undefined ? ([name, variable || undefined] as const) : ([optionName, given] as const);
}

function text(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
