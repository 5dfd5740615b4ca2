/** A job of jest: some of its projects, with their counts. */

import { join } from 'node:path';
import { ROOT } from '../../local/paths.ts';
import type { Job } from './job.ts';
import { jestCounts } from './result-files.ts';

/** The parts of a jest run that differ between jobs. */
export interface JestRun {
  readonly layer: string;
  readonly title: string;
  readonly projects: readonly string[];
  /** Where jest writes its results. */
  readonly file: string;
  /** Further arguments: the files to run, and in how many processes. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly alone: boolean;
}

/** A job that runs these projects on the pinned Node and counts their tests. */
export function jestJob({ layer, title, projects, file, args, env, alone }: JestRun): Job {
  return {
    layer,
    title,
    command: process.execPath,
    args: [
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--selectProjects', ...projects, '--json', '--outputFile', file],
      // Without it Node 24.21 sometimes never ends: after the last test it waits for a handle in its own clean-up, on a
      // whole processor (seen in the layer model; a stack trace ended in Environment::CleanupHandles).
      '--forceExit',
      ...args,
    ],
    cwd: ROOT,
    env: { ...env, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    alone,
    counts: () => jestCounts(file),
  };
}
