// `npm run reliability`: runs the layer of faults and writes what it saw into docs/reliability.md.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../local/paths.ts';
import { FAULTS } from './catalogue/catalogue.ts';
import { type FaultRow, reliabilityTable, withTable } from './support/reliability-table.ts';

const HELP = `Usage: npm run reliability [-- --last]

Runs the tests of the layer "faults" (a minute and a half) and writes the table in docs/reliability.md anew.

  --last   do not run them; take what the last run left in .local/faults.json
  --help   show this
`;

const PAGE = join(ROOT, 'docs', 'reliability.md');
const RESULTS = join(ROOT, '.local', 'faults.json');

function main(): number {
  const { values } = parseArgs({
    options: { last: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!values.last) {
    const run = spawnSync(process.execPath, [join(ROOT, 'test', 'run.ts'), '--layer', 'faults'], {
      stdio: 'inherit',
    });
    if (run.status !== 0) throw new Error('docs/reliability.md stays as it was: not every test passed');
  }
  const rows = JSON.parse(readFileSync(RESULTS, 'utf8')) as FaultRow[];
  const missing = FAULTS.filter(({ title }) => !rows.some((row) => row.title === title));
  if (missing.length > 0)
    throw new Error(`the run left out: ${missing.map(({ title }) => title).join('; ')}`);
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), reliabilityTable(rows)));
  process.stdout.write(`wrote docs/reliability.md: ${rows.length} faults\n`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
