/** Formats the figures of `npm run bench` as tables. */

import { cpus } from 'node:os';
import { COLD_AIM, type ColdFigures, type ColdStart } from './cold/measure.ts';
import type { Row } from './measure.ts';
import type { Spread } from './middle.ts';

/** The figures of a run. */
export interface Figures {
  readonly warm?: readonly Row[];
  readonly cold?: ColdFigures;
}

/** All figures as tables. */
export function tables({ warm, cold }: Figures): string {
  const parts = [machine(), warm && warmTable(warm), cold && coldTable(cold)];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** The machine of the measurement. */
export function machine(): string {
  return `Node.js ${process.version}, ${cpus().length} cores`;
}

/** Warm requests, one block for each comparison. */
function warmTable(rows: readonly Row[]): string {
  const lines: string[] = [];
  let comparison = '';
  for (const row of rows) {
    if (row.comparison !== comparison)
      lines.push('', row.comparison, `  ${'µs'.padStart(7)}  ${'ratio'.padStart(6)}  25–75 %`);
    comparison = row.comparison;
    const { median } = row.ratio;
    lines.push(
      `  ${row.microseconds.toFixed(1).padStart(7)}  ${median.toFixed(2).padStart(6)}  ${quarters(row.ratio).padEnd(10)}  ${row.name}${aim(median, row.aim)}`,
    );
  }
  return lines.slice(1).join('\n');
}

/** Cold starts, one line for each function. */
function coldTable({ emptyNodeMs, rows }: ColdFigures): string {
  const start = ({ bytes, initMs, firstMs, totalMs, cpuMs }: ColdStart) => [
    bytes.toLocaleString('en').padStart(8),
    initMs.toFixed(0).padStart(5),
    firstMs.toFixed(0).padStart(6),
    totalMs.toFixed(0).padStart(5),
    cpuMs.toFixed(0).padStart(4),
  ];
  const lines = rows.map(({ function: name, ours, bare, ratio, cpuRatio }) =>
    [
      ` ${name.padEnd(12)}`,
      ...start(ours),
      ...start(bare),
      ratio.median.toFixed(2).padStart(6),
      ` ${quarters(ratio)}`,
      cpuRatio.median.toFixed(2).padStart(6),
      aim(ratio.median, COLD_AIM),
    ].join(' '),
  );
  return [
    'Cold start: loading and the first answer, ElastiCache by TLS and IAM; milliseconds',
    '                  bytes  load answer  both  cpu     bare  load answer  both  cpu  ratio  25–75 %     cpu',
    ...lines,
    `  Without the start of Node.js itself, which takes ${emptyNodeMs.toFixed(0)} ms with an empty script. “bare” imports the same`,
    '  libraries and makes the same round trips, and nothing else.',
  ].join('\n');
}

/** The quartiles. */
function quarters({ low, high }: Spread): string {
  return `${low.toFixed(2)}–${high.toFixed(2)}`;
}

function aim(measured: number, most: number | undefined): string {
  if (most === undefined) return '';
  return `  (aim: at most ${most}${measured <= most ? '' : ', missed'})`;
}
