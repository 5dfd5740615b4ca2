import type { BytesRow } from './bytes.ts';
import type { LoadResult } from './load.ts';
import type { PruneRow } from './prune.ts';

/** The figures of pruning, a line a way; ratios to the readers before, and to the single command. */
export function pruneTable(rows: readonly PruneRow[]): string {
  const lines: string[] = [];
  for (const scores of ['spread', 'equal'] as const) {
    const own = rows.filter((row) => row.scores === scores);
    const single = own.find(({ way }) => way.startsWith('one '));
    lines.push('', `${scores === 'spread' ? 'Scores spread over time' : 'All due scores equal'}`);
    lines.push(
      `  ${'way'.padEnd(22)}   seconds  members/s   p50   p99  p99.9    worst  p99.9 before      ×  worst of single  rate of single`,
    );
    for (const { way, seconds, membersPerSecond, during, before, failedReads, remaining } of own) {
      const figures = [
        seconds.toFixed(2).padStart(9),
        Math.round(membersPerSecond).toLocaleString('en').padStart(10),
        during.p50.toFixed(2).padStart(5),
        during.p99.toFixed(2).padStart(5),
        during.p999.toFixed(2).padStart(6),
        during.worst.toFixed(1).padStart(8),
        before.p999.toFixed(2).padStart(13),
        (during.p999 / before.p999).toFixed(2).padStart(6),
        single && `${((100 * during.worst) / single.during.worst).toFixed(1)} %`.padStart(16),
        single && (membersPerSecond / single.membersPerSecond).toFixed(2).padStart(15),
        failedReads > 0 && `  ${failedReads} reads failed`,
        remaining > 0 && `  ${remaining} left`,
      ];
      lines.push(`  ${way.padEnd(22)} ${figures.filter(Boolean).join(' ')}`);
    }
  }
  return `${lines.slice(1).join('\n')}\n\nReaders' latencies in milliseconds, while pruning; “before” is without any.\n`;
}

/** The figures of the load. */
export function loadTable(load: LoadResult): string {
  const [first = 0, ...later] = load.rssBytes;
  const last = later.at(-1) ?? first;
  const mebibytes = load.rssBytes.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(', ');
  const latency = ({ p50, p99, worst }: LoadResult['views_ms']) =>
    `p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)}, worst ${worst.toFixed(0)} ms`;
  return [
    `${load.logins} logins, ${load.logouts} logouts, ${load.views} page views`,
    `errors: ${load.faults.length === 0 ? 'none' : load.faults.join('; ')}`,
    `page views: ${latency(load.views_ms)}`,
    `hooks: ${latency(load.hooks_ms)}`,
    `resident memory of the four functions, by quarter of the time: ${mebibytes} MiB (last to first ${(last / first).toFixed(3)})`,
    '',
  ].join('\n');
}

/** Bytes a thing. */
export function bytesTable(rows: readonly BytesRow[]): string {
  const lines = rows.map(
    ({ what, count, bytesEach }) =>
      `${count.toLocaleString('en').padStart(12)}  ${bytesEach.toFixed(1).padStart(7)}  ${what}`,
  );
  return `${'count'.padStart(12)}  ${'bytes'.padStart(7)}\n${lines.join('\n')}\n`;
}
