import { fork } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ValkeyServer } from '../test/support/valkey-server.ts';
import type { Row } from './measure.ts';

const HELP = `Usage: npm run bench -- [options]

Times the bridge's functions against the least that each could do, in one run, on a Valkey of its own.
Read the ratios: both sides of one were measured in turn, in the same minute on the same machine. The
microseconds are this machine's, now.

  --rounds N   rounds, each with all cases in turn (default 7)
  --time MS    milliseconds for a case in a round (default 400)
  --json       print JSON instead of a table
  --help       show this

The rows are also written to .local/bench.json.
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    time: { type: 'string', default: '400' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const valkey = await ValkeyServer.start();
  try {
    const rows = await measured(valkey.url);
    mkdirSync('.local', { recursive: true });
    writeFileSync('.local/bench.json', `${JSON.stringify(rows, undefined, 2)}\n`);
    process.stdout.write(options.json ? `${JSON.stringify(rows)}\n` : table(rows));
  } finally {
    await valkey.stop();
  }
}

function measured(storeUrl: string): Promise<Row[]> {
  const nowhere = openSync('/dev/null', 'w');
  const child = fork('bench/measure.ts', [storeUrl, options.rounds, options.time], {
    stdio: ['ignore', nowhere, 'inherit', 'ipc'],
  });
  const rows: Row[] = [];
  child.on('message', (message: { rows: Row[] }) => {
    rows.push(...message.rows);
    process.stderr.write(`  measured: ${message.rows[0]?.comparison}\n`);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve(rows) : reject(new Error(`the measurement ended with code ${code}`)),
    );
  });
}

function table(rows: readonly Row[]): string {
  const lines = [`Node.js ${process.version}, ${cpus().length} cores, ${options.rounds} rounds`];
  let comparison = '';
  for (const row of rows) {
    if (row.comparison !== comparison)
      lines.push('', row.comparison, `  ${'µs'.padStart(7)}  ${'ratio'.padStart(6)}  min–max`);
    comparison = row.comparison;
    const { median, min, max } = row.ratio;
    const range = `${min.toFixed(2)}–${max.toFixed(2)}`.padEnd(10);
    const aim =
      row.aim === undefined ? '' : `  (aim: at most ${row.aim}${median <= row.aim ? '' : ', missed'})`;
    lines.push(
      `  ${row.microseconds.toFixed(1).padStart(7)}  ${median.toFixed(2).padStart(6)}  ${range}  ${row.name}${aim}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
