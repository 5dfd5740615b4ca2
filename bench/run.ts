/** The program `npm run bench`: measures warm requests and cold starts. */

import { fork } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ValkeyServer } from '../harness/valkey-server.ts';
import { measureColdStarts } from './cold/measure.ts';
import type { Row } from './measure.ts';
import { positive, readOptions } from './options.ts';
import { type Figures, machine, tables } from './tables.ts';

const HELP = `Usage: npm run bench -- [options]

Compares the bridge's functions with the least that each could do and with the original of 2012: warm requests one
after another, and cold starts of the deployed bundles in new processes. Starts its own Valkey; takes a minute and a
half. Read the ratios: both sides of a ratio were measured in turn, in the same second on the same machine.
Milliseconds and microseconds depend on the machine. See docs/performance.md.

  --warm             warm requests only
  --cold             cold starts only
  --rounds N         rounds; each measures all warm cases of a comparison in turn (default 31)
  --time MS          milliseconds for each warm case in a round (default 80)
  --cold-rounds N    cold starts of each function (default 15)
  --output FILE      also write the figures as JSON to FILE (default .local/bench.json)
  --json             print JSON instead of tables
  --help             show this

Scale and load: npm run bench:scale -- --help
`;

const { values: options } = readOptions({
  options: {
    warm: { type: 'boolean', default: false },
    cold: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '31' },
    time: { type: 'string', default: '80' },
    'cold-rounds': { type: 'string', default: '15' },
    output: { type: 'string', default: '.local/bench.json' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) process.stdout.write(HELP);
else await run();

interface WarmTimes {
  readonly rounds: number;
  /** Milliseconds for each case in a round. */
  readonly time: number;
}

async function run(): Promise<void> {
  const rounds = positive(options, 'cold-rounds');
  const warm = { rounds: positive(options, 'rounds'), time: positive(options, 'time') };
  const valkey = await ValkeyServer.start();
  try {
    report(await measureSpeed(valkey, rounds, warm));
  } finally {
    await valkey.stop();
  }
}

async function measureSpeed(valkey: ValkeyServer, rounds: number, warm: WarmTimes): Promise<Figures> {
  const both = options.warm === options.cold;
  return {
    ...((both || options.warm) && { warm: await measureWarm(valkey.url, warm) }),
    ...((both || options.cold) && { cold: await measureColdStarts(valkey, rounds, say) }),
  };
}

function report(figures: Figures): void {
  const json = { machine: machine(), ...figures };
  mkdirSync(dirname(options.output), { recursive: true });
  writeFileSync(options.output, `${JSON.stringify(json, undefined, 2)}\n`);
  process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : tables(figures));
}

function measureWarm(storeUrl: string, { rounds, time }: WarmTimes): Promise<Row[]> {
  const nowhere = openSync('/dev/null', 'w');
  const child = fork('bench/measure.ts', [storeUrl, `${rounds}`, `${time}`], {
    stdio: ['ignore', nowhere, 'inherit', 'ipc'],
  });
  const rows: Row[] = [];
  child.on('message', (message: { rows: Row[] }) => {
    rows.push(...message.rows);
    say(`measured: ${message.rows[0]?.comparison}`);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve(rows) : reject(new Error(`the measurement ended with code ${code}`)),
    );
  });
}

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
