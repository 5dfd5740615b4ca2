/** See build-tools.mjs. */
export function missingBuildTools(platform?: string, path?: string): string | undefined;
