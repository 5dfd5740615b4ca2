/** Reads the counts of tests from the result files of jest and pytest. */

import { existsSync, readFileSync } from 'node:fs';
import type { Counts } from './job.ts';

/** Reads a result file of `jest --json --outputFile`. A test file that could not run counts as one failure. */
export function jestCounts(file: string): Counts | undefined {
  if (!existsSync(file)) return undefined;
  const results = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  return {
    passed: results.numPassedTests ?? 0,
    failed: (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0),
    skipped: (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0),
  };
}

/** Reads a result file of `pytest --junitxml`. */
export function junitCounts(file: string): Counts | undefined {
  if (!existsSync(file)) return undefined;
  const [suite = ''] = /<testsuite [^>]*>/.exec(readFileSync(file, 'utf8')) ?? [];
  const attribute = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  const skipped = attribute('skipped');
  return { passed: Math.max(0, attribute('tests') - failed - skipped), failed, skipped };
}
