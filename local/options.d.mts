/** Types of options.mjs, the options of `npm start`. */

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
  /** How many wikis are deployed. */
  wikis: number;
  /** Base address of the developer's own wiki, which then takes the place of the first demo wiki. */
  wikiOrigin: string | undefined;
}

export const HELP: string;

/** @throws {OptionError} for an option or a variable that cannot be used */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options;
