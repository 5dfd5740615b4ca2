/** The program `npm run bench:scale`: prune, catch-up, load and bytes. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { perSecond, positive, readOptions } from '../options.ts';
import { measureBytes } from './bytes.ts';
import { measureCatchUp } from './catch-up.ts';
import { measureLoad } from './load.ts';
import { measurePruning } from './prune.ts';
import { bytesTable, catchUpTable, loadTable, pruneTable } from './tables.ts';

const HELP = `Usage: npm run bench:scale -- prune | catch-up | load | bytes [options]

  prune     Measures readers while the older half of a large set is removed: not at all, by the original's single
            ZREMRANGEBYSCORE, and by expire. Once with scores spread over time, once with equal scores. Takes three
            minutes for each round, and 4 GB of memory with ten million members.
              --members N    (default 10000000)
              --reads N      reads per second (default 2000)
              --rounds N     rounds; the table shows the median (default 3)
  catch-up  Removes the same backlog in several short runs of expire while 2,000 members per second reach their age.
  load      Sends logins, logouts and page views to the functions at a steady rate; shows latencies, memory and errors.
              --logins N     per second (default 200)
              --views N      per second (default 2000)
              --seconds N    after 30 s of warm-up (default 120)
  bytes     Measures the bytes of a session, a revocation and a hook id in the store.
              --members N    the largest set (default 10000000)
  --json    print JSON instead of a table
  --help    show this

The figures are also written to .local/scale-*.json. Compare figures of one run only: machines and minutes differ. Other
work on the machine shows in the high percentiles; as root on Linux, \`chrt -r 2\` before the command avoids that.
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
