// `npm run test:tools`: other people's tools look at every variant of the stack, and the four functions run under AWS's
// Lambda emulator. Apart from `npm test`: it installs a hundred packages, builds two programs and takes minutes.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../local/paths.ts';
import { missingBuildTools } from '../local/setup/build-tools.mjs';
import type { Job } from './runner/job.ts';
import { Report } from './runner/report.ts';
import { jestCounts } from './runner/result-files.ts';
import { runJobs } from './runner/run-jobs.ts';
import { readOptions } from './runner/tools-options.mjs';

const EMULATOR = 'lambda-emulator';

async function main(): Promise<number> {
  const { tools } = readOptions(process.argv.slice(2), process.env);
  const missing = missingBuildTools();
  const leftOut = missing === undefined ? [] : [EMULATOR];
  const results = mkdtempSync(join(tmpdir(), 'wiki-sso-tools-'));
  const report = new Report(process.stdout);
  try {
    await runJobs([setup()], report);
    await runJobs(
      tools.filter((tool) => !leftOut.includes(tool)).map((tool) => jest(tool, results)),
      report,
    );
    for (const tool of tools.filter((name) => leftOut.includes(name))) {
      process.stdout.write(`\nLEFT OUT: ${tool}: ${missing}\n`);
    }
    return report.finish({ countsTests: true }) ? 0 : 1;
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

function setup(): Job {
  return {
    layer: 'set-up',
    title: "other people's tools in .local/tools",
    command: process.execPath,
    args: [join(ROOT, 'local', 'setup', 'tools.mjs')],
    cwd: ROOT,
    env: {},
  };
}

function jest(tool: string, results: string): Job {
  const file = join(results, `${tool}.json`);
  return {
    layer: 'tools',
    title: tool,
    command: process.execPath,
    args: [
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--selectProjects', 'tools', '--runInBand', '--forceExit', '--json', '--outputFile', file],
      join('test', 'tools', `${tool}.test.ts`),
    ],
    cwd: ROOT,
    env: { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    // It watches the clock, as Lambda does.
    alone: tool === EMULATOR,
    counts: () => jestCounts(file),
  };
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
