import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureBytes } from './bytes.ts';
import { measureLoad } from './load.ts';
import { measurePruning } from './prune.ts';
import type { Way } from './pruner.ts';
import { bytesTable, loadTable, pruneTable } from './tables.ts';

const HELP = `Usage: npm run bench:scale -- prune | load | bytes [options]

  prune  Removes the older half of a large set in several ways while others read: expire, and the original's
         single ZREMRANGEBYSCORE. Once with scores spread over time, once with all due scores equal.
         About six minutes and 4 GB of memory with ten million members.
           --members N    (default 10000000)
           --reads N      reads a second (default 1000)
           --batches A,B  expire also with these batch sizes
  load   Logins, logouts and page views through the functions at a steady rate; memory and errors.
           --logins N     a second (default 200)
           --views N      a second (default 2000)
           --seconds N    after 30 s of warm-up (default 120)
  bytes  What a session, a revocation and a hook id take in the store.
           --members N    the largest set (default 10000000)
  --json  print JSON instead of a table
  --help  show this

The figures are also written to .local/scale-*.json. Compare within one run: machines differ, and minutes do.
`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    members: { type: 'string', default: '10000000' },
    reads: { type: 'string', default: '1000' },
    batches: { type: 'string', default: '' },
    logins: { type: 'string', default: '200' },
    views: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '120' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const WARM_UP_SECONDS = 30;

const measurements: Record<string, () => Promise<string>> = {
  prune: async () => {
    const extra = options.batches.split(',').filter(Boolean);
    const ways: Way[] = ['single', 'expire', ...extra.map((batch) => ({ batch: Number(batch) }))];
    const shape = { members: Number(options.members), readsPerSecond: Number(options.reads), ways };
    return report('prune', await measurePruning(shape, say), pruneTable);
  },
  load: async () => {
    const rates = { loginsPerSecond: Number(options.logins), viewsPerSecond: Number(options.views) };
    const times = { warmUpSeconds: WARM_UP_SECONDS, seconds: Number(options.seconds) };
    return report('load', await measureLoad({ ...rates, ...times }, say), loadTable);
  },
  bytes: async () => {
    const counts = [1e3, 1e4, 1e5, 1e6, 2e6, 5e6, 1e7].filter((count) => count <= Number(options.members));
    return report('bytes', await measureBytes(counts, say), bytesTable);
  },
};

const measurement = measurements[positionals[0] ?? ''];
if (options.help || measurement === undefined) {
  process.stdout.write(HELP);
  process.exitCode = options.help ? 0 : 2;
} else {
  process.stdout.write(await measurement());
}

function report<T>(name: string, figures: T, table: (figures: T) => string): string {
  mkdirSync('.local', { recursive: true });
  writeFileSync(`.local/scale-${name}.json`, `${JSON.stringify(figures, undefined, 2)}\n`);
  return options.json ? `${JSON.stringify(figures)}\n` : table(figures);
}

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
