/** Types of options.mjs, the options of `npm start`. */

/** The options of an instance. A port of 0 means any free port. */
export interface Options {
  help: boolean;
  verbose: boolean;
  /** Whether to stop when the parent process ends. */
  withParent: boolean;
  dataDir: string;
  domain: string;
  sitePort: number;
  wikiPort: number;
  awsPort: number;
  storePort: number;
  /** The port at which the functions reach the store; tests put a proxy there. */
  functionsStorePort: number | undefined;
  /** The number of wikis. */
  wikis: number;
  /** The base URL of the user's own wiki, which replaces the first demo wiki. */
  wikiOrigin: string | undefined;
}

export const HELP: string;

/** @throws {OptionError} for an invalid option or variable */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options;
