/** Formats the figures of `npm run bench:scale` as tables. */

import { middle } from '../middle.ts';
import type { BytesRow } from './bytes.ts';
import type { CatchUp } from './catch-up.ts';
import type { LoadResult } from './load.ts';
import type { PruneRow } from './prune.ts';

/** The figures of pruning, one line for each way: medians of its rounds; ratios within a round. */
export function pruneTable(rows: readonly PruneRow[]): string {
  const lines: string[] = [];
  for (const scores of ['spread', 'equal'] as const) {
    const own = rows.filter((row) => row.scores === scores);
    const singles = own.filter(({ way }) => way.startsWith('one '));
    lines.push('', scores === 'spread' ? 'Scores spread over time' : 'All due scores equal', HEAD);
    for (const way of new Set(own.map((row) => row.way)))
      lines.push(
        pruneLine(
          way,
          own.filter((row) => row.way === way),
          singles,
        ),
      );
  }
  return `${lines.slice(1).join('\n')}\n${FOOT}`;
}

const COLUMNS: [string, number][] = [
  ['seconds', 8],
  ['members/s', 11],
  ['of single', 10],
  ['p50', 8],
  ['p99', 8],
  ['p99.9', 8],
  ['×', 6],
  ['worst', 8],
  ['of single', 10],
  ['p99.9 sent', 11],
  ['×', 6],
];
const HEAD = `  ${'way'.padEnd(22)}${COLUMNS.map(([title, width]) => title.padStart(width)).join('')}`;
const FOOT = `
Readers' latencies in milliseconds while pruning, from when a request was due; “sent”: from when it was sent, without
the delay of the readers' own timer. ×: ratio to the same readers just before. Medians of the rounds; “worst” of all.
`;

function pruneLine(way: string, rounds: readonly PruneRow[], singles: readonly PruneRow[]): string {
  const mid = (of: (row: PruneRow) => number) => middle(rounds.map(of));
  const rate = mid(({ removed, seconds }) => removed / seconds);
  const singleRate = middle(singles.map(({ removed, seconds }) => removed / seconds));
  const worst = Math.max(...rounds.map(({ during }) => during.latency.worst));
  const singleWorst = Math.min(...singles.map(({ during }) => during.latency.worst));
  const cells = [
    mid(({ seconds }) => seconds).toFixed(2),
    Math.round(rate).toLocaleString('en'),
    (rate / singleRate).toFixed(2),
    mid(({ during }) => during.latency.p50).toFixed(2),
    mid(({ during }) => during.latency.p99).toFixed(2),
    mid(({ during }) => during.latency.p999).toFixed(2),
    mid(({ during, before }) => during.latency.p999 / before.latency.p999).toFixed(2),
    worst.toFixed(2),
    `${((100 * worst) / singleWorst).toFixed(2)} %`,
    mid(({ during }) => during.fromSent.p999).toFixed(2),
    mid(({ during, before }) => during.fromSent.p999 / before.fromSent.p999).toFixed(2),
  ];
  const missed = rounds.reduce((total, { before, during }) => total + before.missed + during.missed, 0);
  const left = rounds.reduce((total, { remaining }) => total + remaining, 0);
  return [
    `  ${way.padEnd(22)}`,
    ...cells.map((cell, i) => cell.padStart(COLUMNS[i]?.[1] ?? 0)),
    missed > 0 ? `  ${missed} live members not found` : '',
    left > 0 ? `  ${left} left` : '',
  ].join('');
}

/** The runs that removed a backlog, one line for each. */
export function catchUpTable({ members, fedPerSecond, fed, runs, live }: CatchUp): string {
  const lines = runs.map(
    ({ removed, remaining, seconds }, i) =>
      `  run ${i + 1}: removed ${removed.toLocaleString('en')} in ${seconds.toFixed(2)} s, ${remaining.toLocaleString('en')} remaining`,
  );
  const lost = live.before - live.after;
  return `${members.toLocaleString('en')} members, half of them due, and ${fedPerSecond} more a second (${fed} in all)\n${lines.join('\n')}\n  live members lost: ${lost}\n`;
}

/** The figures of the load. */
export function loadTable(load: LoadResult): string {
  const [first = 0, ...later] = load.rssBytes;
  const last = later.at(-1) ?? first;
  const mebibytes = load.rssBytes.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(', ');
  const latency = ({ p50, p99, worst }: LoadResult['views_ms']) =>
    `p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)}, worst ${worst.toFixed(0)} ms`;
  const rate = (count: number) => (count / load.seconds).toFixed(0);
  return [
    `${load.logins} logins, ${load.logouts} logouts, ${load.views} page views in ${load.seconds} s: ${rate(load.logins)}, ${rate(load.logouts)} and ${rate(load.views)} a second`,
    `errors: ${load.faults.length === 0 ? 'none' : load.faults.join('; ')}`,
    `page views: ${latency(load.views_ms)}`,
    `hooks: ${latency(load.hooks_ms)}`,
    `resident memory of the four functions, by quarter of the time: ${mebibytes} MiB (last to first ${(last / first).toFixed(3)})`,
    `the store's own time: ${load.store_us.zscore} µs a lookup, ${load.store_us.script} µs a hook's script`,
    '',
  ].join('\n');
}

/** The bytes of each kind of entry. */
export function bytesTable(rows: readonly BytesRow[]): string {
  const lines = rows.map(
    ({ what, count, bytesEach }) =>
      `${count.toLocaleString('en').padStart(12)}  ${bytesEach.toFixed(1).padStart(7)}  ${what}`,
  );
  return `${'count'.padStart(12)}  ${'bytes'.padStart(7)}\n${lines.join('\n')}\n`;
}
