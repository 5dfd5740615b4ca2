import { mkdirSync, writeFileSync } from 'node:fs';
import { perSecond, positive, readOptions } from '../options.ts';
import { measureBytes } from './bytes.ts';
import { measureCatchUp } from './catch-up.ts';
import { measureLoad } from './load.ts';
import { measurePruning } from './prune.ts';
import { bytesTable, catchUpTable, loadTable, pruneTable } from './tables.ts';

const HELP = `Usage: npm run bench:scale -- prune | catch-up | load | bytes [options]

  prune     Removes the older half of a large set in several ways while others read: not at all, by the original's
            single ZREMRANGEBYSCORE, by expire. Once with scores spread over time, once with all due scores equal.
            Three minutes a round and 4 GB of memory with ten million members.
              --members N    (default 10000000)
              --reads N      reads a second (default 2000)
              --rounds N     each way so often; the table shows the middle (default 3)
  catch-up  Works the same backlog off in several short runs of expire while 2,000 members a second come due.
  load      Logins, logouts and page views through the functions at a steady rate; memory and errors.
              --logins N     a second (default 200)
              --views N      a second (default 2000)
              --seconds N    after 30 s of warm-up (default 120)
  bytes     What a session, a revocation and a hook id take in the store.
              --members N    the largest set (default 10000000)
  --json    print JSON instead of a table
  --help    show this

The figures are also written to .local/scale-*.json. Compare within one run: machines differ, and minutes do. On a
machine that has other work the tail is that work's; as root on Linux \`chrt -r 2\` before the command keeps it out.
`;

const { values: options, positionals } = readOptions({
  allowPositionals: true,
  options: {
    members: { type: 'string', default: '10000000' },
    reads: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
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
    const shape = {
      members: positive(options, 'members'),
      readsPerSecond: perSecond(options, 'reads'),
    };
    return report(
      'prune',
      await measurePruning({ ...shape, rounds: positive(options, 'rounds') }, say),
      pruneTable,
    );
  },
  'catch-up': async () =>
    report('catch-up', await measureCatchUp(positive(options, 'members'), say), catchUpTable),
  load: async () => {
    const rates = {
      loginsPerSecond: perSecond(options, 'logins'),
      viewsPerSecond: perSecond(options, 'views'),
    };
    const times = { warmUpSeconds: WARM_UP_SECONDS, seconds: positive(options, 'seconds') };
    return report('load', await measureLoad({ ...rates, ...times }, say), loadTable);
  },
  bytes: async () => {
    // The set's hash table doubles at 1,835,008 members.
    const largest = positive(options, 'members');
    const counts = [1e3, 1e5, 1e6, 1.8e6, 1.9e6, 1e7].filter((count) => count <= largest);
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
