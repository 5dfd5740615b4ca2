/** Types of command-options.mjs, the options that npm swallows. */

/** See command-options.mjs. */
export class OptionError extends Error {}

type OptionTypes = Record<string, { type: 'string' | 'boolean' }>;

export function refuseSwallowedOptions(
  command: string,
  options: OptionTypes,
  args: string[],
  env: NodeJS.ProcessEnv,
): void;
