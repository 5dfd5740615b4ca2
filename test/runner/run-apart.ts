/** Runs a program of tests that installs packages of its own first, apart from `npm test`. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../local/paths.ts';
import type { Job } from './job.ts';
import { Report } from './report.ts';
import { runJobs } from './run-jobs.ts';

/** A set-up and the jobs after it. */
export interface ApartRun {
  /** Names the temporary folder of the results, and the module in `local/setup/`. */
  readonly name: string;
  /** What the set-up installs, and where. */
  readonly installs: string;
  /** @param results folder for the result files */
  readonly jobs: (results: string) => Job[];
  /** A line before the totals. */
  readonly remark?: string | undefined;
}

/** @returns the exit code of the program */
export async function runApart({ name, installs, jobs, remark }: ApartRun): Promise<number> {
  const results = mkdtempSync(join(tmpdir(), `wiki-sso-${name}-`));
  const report = new Report(process.stdout);
  const setup: Job = {
    layer: 'set-up',
    title: installs,
    command: process.execPath,
    args: [join(ROOT, 'local', 'setup', `${name}.mjs`)],
    cwd: ROOT,
    env: {},
  };
  try {
    await runJobs([setup], report);
    await runJobs(jobs(results), report);
    if (remark !== undefined) process.stdout.write(`\n${remark}\n`);
    return report.finish({ countsTests: true }) ? 0 : 1;
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}
