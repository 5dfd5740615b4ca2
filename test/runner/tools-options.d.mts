/** Those of other people's tools that can be run alone, each one file of test/tools/. */
export const TOOLS: readonly string[];
export const HELP: string;

/** @throws {OptionError} for an option that cannot be used */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): { tools: string[]; help: boolean };
