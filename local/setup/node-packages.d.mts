/** Types of node-packages.mjs, the check for missing npm packages. */

/** An entry of package-lock.json. */
export interface LockedPackage {
  version?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
}

export function missingPackages(
  locked: Record<string, LockedPackage>,
  installed: Record<string, LockedPackage> | undefined,
  kind: 'demo' | 'all',
  machine?: { os: string; cpu: string; libc: string },
): string[];
