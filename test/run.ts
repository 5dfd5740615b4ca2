// The program `npm test`: runs the checks and all layers of tests but the slow ones, or the named layers.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HELP, LAYERS, readOptions, SLOW_LAYERS } from './runner/options.mjs';
import { Report } from './runner/report.ts';
import { runJobs } from './runner/run-jobs.ts';
import { checks, layerJobs } from './runner/suites.ts';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const results = mkdtempSync(join(tmpdir(), 'wiki-sso-test-'));
  const report = new Report(process.stdout);
  try {
    const everything = options.layers.length === 0 && !options.checks;
    const layers = LAYERS.filter((name) =>
      everything ? !SLOW_LAYERS.includes(name) : options.layers.includes(name),
    );
    const jobs = layerJobs(layers, results, { quick: everything });
    await runJobs([...(everything || options.checks ? checks() : []), ...jobs], report);
    return report.finish({ countsTests: jobs.length > 0 }) ? 0 : 1;
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
