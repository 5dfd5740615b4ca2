// `npm test`: every check and every layer of tests, or the layers that are named.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Report } from './runner/report.ts';
import { runJobs } from './runner/run-jobs.ts';
import { checks, isLayer, LAYERS, layerJobs } from './runner/suites.ts';

const HELP = `Usage: npm test -- [--layer NAME]... [--checks]

Runs the checks (format, lint, types) and all tests, and ends with "N passed, N failed".

  --layer NAME   only this layer, without the checks: ${LAYERS.join(', ')}.
                 May be given several times.
  --checks       only the checks, or the checks with the named layers
  --help         show this
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      layer: { type: 'string', multiple: true },
      checks: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const asked = values.layer ?? [];
  const unknown = asked.find((name) => !isLayer(name));
  if (unknown !== undefined) throw new Error(`no layer ${unknown}; there are ${LAYERS.join(', ')}`);

  const results = mkdtempSync(join(tmpdir(), 'wiki-sso-test-'));
  const report = new Report(process.stdout);
  try {
    const everything = asked.length === 0 && !values.checks;
    const layers = LAYERS.filter((name) => everything || asked.includes(name));
    const jobs = layerJobs(layers, results);
    await runJobs([...(everything || values.checks ? checks() : []), ...jobs], report);
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
