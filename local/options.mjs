// The options of `npm start`, and the environment variables with the same meaning.
//
// Plain JavaScript, because it runs before any package is installed, on any Node.js from 20 on.

import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { OptionError, refuseSwallowedOptions } from './setup/command-options.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MOST_WIKIS = 9;

export const HELP = `Usage: npm start -- [options]

Starts everything on this machine (127.0.0.1 only) and keeps it running until
Ctrl-C: a store, an AWS emulator with the deployed stack, a Django site, and a
MoinMoin wiki behind the bridge.

  -v, --verbose    show what each part logs, with its name; it is also kept in
                   DIR/logs/
  -h, --help       show this

  --site-port N    port of the site           SITE_PORT    8000
  --wiki-port N    port of the wikis          WIKI_PORT    8080
  --aws-port N     port of the AWS emulator   AWS_PORT     any free one
  --store-port N   port of the store          STORE_PORT   any free one
  --domain NAME    shared parent domain       DOMAIN_NAME  example.localhost
  --data-dir DIR   where it keeps its files   DATA_DIR     .local

  --wikis N        demo wikis, 1 to ${MOST_WIKIS}          WIKIS        1
                   The second is private: for logged-in people only.
  --wiki-origin URL
                   a wiki of your own in place of the demo wiki: requests for
                   the wiki's address go there through the bridge
                                              WIKI_ORIGIN

  for tests and tools:
  --functions-store-port N
                   port at which the functions find the store, when something
                   stands in between          FUNCTIONS_STORE_PORT
  --with-parent    stop when the process that started this one is gone

The second column is the variable that does the same, the third the default. A
port of 0 means any free one. Colours: NO_COLOR and FORCE_COLOR are heeded.
DIR/endpoints.json has all addresses once everything is up.

Exit status: 0 after Ctrl-C, 1 when something failed, 2 for a wrong option.

  npm start
  npm start -- --site-port 8001 --wiki-port 8081
  npm start -- --data-dir .local/second --site-port 0 --wiki-port 0
  npm start -- --wiki-origin http://127.0.0.1:9000`;

const string = { type: 'string' };
const boolean = { type: 'boolean' };
const OPTIONS = {
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
  wikis: string,
  'wiki-origin': string,
};

/** @throws {OptionError} */
export function readOptions(args, env) {
  refuseSwallowedOptions('npm start', OPTIONS, args, env);
  const values = parse(args);
  const read = (option, variable, check, fallback) => {
    const given = values[option];
    const [name, text] = given === undefined ? [variable, env[variable]] : [`--${option}`, given];
    return text === undefined || (given === undefined && text === '') ? fallback : check(name, text);
  };
  const options = {
    help: values.help === true,
    verbose: values.verbose === true,
    // npm passes signals on, but it cannot pass on its own death.
    withParent: values['with-parent'] === true || env.npm_lifecycle_event !== undefined,
    dataDir: read('data-dir', 'DATA_DIR', (_name, text) => resolve(ROOT, text), resolve(ROOT, '.local')),
    domain: read('domain', 'DOMAIN_NAME', localDomain, 'example.localhost'),
    sitePort: read('site-port', 'SITE_PORT', port, 8000),
    wikiPort: read('wiki-port', 'WIKI_PORT', port, 8080),
    awsPort: read('aws-port', 'AWS_PORT', port, 0),
    storePort: read('store-port', 'STORE_PORT', port, 0),
    functionsStorePort: read('functions-store-port', 'FUNCTIONS_STORE_PORT', port, undefined),
    wikis: read('wikis', 'WIKIS', wikiCount, 1),
    wikiOrigin: read('wiki-origin', 'WIKI_ORIGIN', origin, undefined),
  };
  refuseEqualPorts(options);
  return options;
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new OptionError(error.message);
  }
}

function port(name, text) {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new OptionError(`${name}: expected a port from 0 to 65535, got ${JSON.stringify(text)}`);
}

/** Browsers resolve names under .localhost to this machine and accept Secure cookies for them. */
function localDomain(name, text) {
  if (/^([a-z0-9-]+\.)+localhost$/.test(text)) return text;
  throw new OptionError(`${name}: expected a name under .localhost, got ${JSON.stringify(text)}`);
}

function wikiCount(name, text) {
  if (/^\d$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_WIKIS) return Number(text);
  throw new OptionError(`${name}: expected a number from 1 to ${MOST_WIKIS}, got ${JSON.stringify(text)}`);
}

/** The gateway appends the path of each request, so the URL must have no query and no fragment. */
function origin(name, text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fits = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  if (!fits) {
    throw new OptionError(
      `${name}: expected an address like http://127.0.0.1:9000, got ${JSON.stringify(text)}`,
    );
  }
  return url.href.replace(/\/$/, '');
}

function refuseEqualPorts(options) {
  const named = ['site', 'wiki', 'aws', 'store'].map((part) => [`--${part}-port`, options[`${part}Port`]]);
  for (const [index, [first, number]] of named.entries()) {
    const second = named.slice(index + 1).find(([, other]) => number !== 0 && other === number);
    if (second)
      throw new OptionError(`${first} and ${second[0]} are both ${number}: each part needs its own port`);
  }
}
