/** Types of options.mjs, the options of `npm test`. */

export type Layer =
  | 'unit'
  | 'property'
  | 'stack'
  | 'clients'
  | 'integration'
  | 'model'
  | 'system'
  | 'faults'
  | 'operations'
  | 'wiki-load';

export const LAYERS: readonly Layer[];
export const SLOW_LAYERS: readonly Layer[];
export const HELP: string;

/** What of the tests is asked for; no layer and no checks: everything. */
export interface TestOptions {
  layers: Layer[];
  checks: boolean;
  help: boolean;
}

/** @throws {OptionError} for an option that cannot be used */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): TestOptions;
