import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Job } from '../../runner/job.ts';
import { Report } from '../../runner/report.ts';
import { jestCounts, junitCounts } from '../../runner/result-files.ts';
import { runJobs } from '../../runner/run-jobs.ts';

let folder: string;
let printed: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wiki-sso-runner-'));
  printed = '';
});
afterEach(() => rmSync(folder, { recursive: true }));

const counting = (passed: number, failed: number) => () => ({ passed, failed, skipped: 0 });

/** A job that runs a line of shell. */
function job(script: string, counts?: Job['counts']): Job {
  const command = { command: '/bin/sh', args: ['-c', script], cwd: '/', env: {} };
  return { layer: counts ? 'unit' : 'checks', title: script, ...command, ...(counts && { counts }) };
}

/** Runs the jobs. @returns whether all is well, and the last line */
async function run(...jobs: Job[]) {
  const out = { isTTY: false, write: (text: string) => (printed += text) };
  const report = new Report(out as unknown as NodeJS.WriteStream);
  await runJobs(jobs, report);
  return [report.finish({ countsTests: true }), printed.trimEnd().split('\n').at(-1)];
}

describe('a test run', () => {
  test('adds up what passed', async () => {
    expect(await run(job('true'), job('true ', counting(2, 0)), job('true  ', counting(3, 0)))).toEqual([
      true,
      '5 passed, 0 failed',
    ]);
  });

  test('fails with a failed test, and shows its output without colours', async () => {
    const failing = job('printf "\\033[31mwhy\\033[0m\\n"; exit 1', counting(4, 2));
    expect(await run(failing)).toEqual([false, '4 passed, 2 failed']);
    expect(printed).toContain('\nwhy\n');
  });

  test.each<[string, Job[], string]>([
    ['a failed check', [job('exit 1'), job('true', counting(1, 0))], '1 passed, 1 failed'],
    ['only checks', [job('true')], '0 passed, 0 failed'],
    ['a layer without tests', [job('true', counting(0, 0)), job(':', counting(1, 0))], '1 passed, 1 failed'],
    ['a runner that fails though its tests passed', [job('exit 1', counting(1, 0))], '1 passed, 1 failed'],
    ['a runner that leaves no result', [job('exit 1', () => undefined)], '0 passed, 1 failed'],
    [
      'a command that is not there',
      [{ ...job('', counting(0, 0)), command: '/no/such' }],
      '0 passed, 1 failed',
    ],
  ])('fails with %s', async (_, jobs, lastLine) => {
    expect(await run(...jobs)).toEqual([false, lastLine]);
  });

  test('passes with only checks when only checks were asked for', async () => {
    const report = new Report({ isTTY: false, write: () => {} } as unknown as NodeJS.WriteStream);
    await runJobs([job('true')], report);
    expect(report.finish({ countsTests: false })).toBe(true);
  });

  test('says the totals in no other line', async () => {
    await run(job('echo "7 passed, 1 failed in all"; exit 1', counting(7, 1)));
    expect(printed.match(/^\d+ passed, \d+ failed$/gm)).toHaveLength(1);
  });
});

describe('result files', () => {
  const write = (text: string) => {
    const file = join(folder, 'result');
    writeFileSync(file, text);
    return file;
  };

  test('of jest: a file that could not be run counts as a failure', () => {
    const results = {
      numPassedTests: 3,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      numPendingTests: 2,
    };
    expect(jestCounts(write(JSON.stringify(results)))).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  test('of pytest: errors count as failures', () => {
    const xml =
      '<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1">';
    expect(junitCounts(write(xml))).toEqual({ passed: 4, failed: 3, skipped: 3 });
  });

  test('that are not there', () => {
    expect(jestCounts(join(folder, 'none'))).toBeUndefined();
    expect(junitCounts(join(folder, 'none'))).toBeUndefined();
  });
});
