import type { TimedAnswers } from './fleet.ts';

/** What the run tells of one fault, as `.local/faults.json` holds it. */
export interface FaultRow {
  readonly title: string;
  readonly simulated?: string;
  readonly during: TimedAnswers;
  readonly after: TimedAnswers;
}

/** Between these the table stands in docs/reliability.md. */
export const TABLE_BEGIN = '<!-- table: written by npm run reliability -->';
export const TABLE_END = '<!-- end of table -->';

const HEADER = [
  '| fault | login / logout | page view | edit, private | expire | mended at | longest answer, ms |',
  '|---|---|---|---|---|---|---|',
];

/** The table in Markdown, and below it what was simulated and how. */
export function reliabilityTable(rows: readonly FaultRow[]): string {
  const notes = [...new Set(rows.flatMap(({ simulated }) => simulated ?? []))];
  const lines = rows.map((row) => {
    const note = row.simulated === undefined ? '' : ` (${notes.indexOf(row.simulated) + 1})`;
    const cells = [`${row.title}${note}`, ...meanwhile(row.during), mendedAt(row.after), longest(row.during)];
    return `| ${cells.join(' | ')} |`;
  });
  return [...HEADER, ...lines, '', ...notes.map((text, i) => `(${i + 1}) ${text}  `)].join('\n').trimEnd();
}

function meanwhile({ login, logout, page, edit, privateWiki, expire }: TimedAnswers): string[] {
  return [
    both(login.answer, logout.answer),
    page.answer,
    both(ofWriters(edit.answer), ofWriters(privateWiki.answer)),
    expire.answer,
  ];
}

function both(one: string, other: string): string {
  return one === other ? one : `${one} / ${other}`;
}

/** What API Gateway makes of it. */
function ofWriters(answer: string): string {
  if (answer === 'error') return '500';
  return answer.startsWith('refused') ? answer.replace('refused', '403') : answer;
}

function mendedAt({ page }: TimedAnswers): string {
  return page.answer === 'signed in' ? 'first request' : 'next login';
}

/** Of the hooks, of the wiki's requests, of expire. */
function longest({ login, logout, page, edit, privateWiki, expire }: TimedAnswers): string {
  const most = (...answers: { ms: number }[]) => Math.max(...answers.map(({ ms }) => ms));
  return [most(login, logout), most(page, edit, privateWiki), expire.ms].join(' / ');
}

/** Puts a table between the marks. @throws when there are none */
export function withTable(text: string, table: string): string {
  const [begin, end] = [text.indexOf(TABLE_BEGIN), text.indexOf(TABLE_END)];
  if (begin < 0 || end < begin) throw new Error('the marks of the table are not there');
  return `${text.slice(0, begin + TABLE_BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`;
}

/** The faults that a page's table names, in their order. */
export function faultsNamed(text: string): string[] {
  const table = text.slice(text.indexOf(TABLE_BEGIN), text.indexOf(TABLE_END));
  const titles = [...table.matchAll(/^\| ([^|]+?)(?: \(\d+\))? \|/gm)].map(([, title = '']) => title);
  return titles.slice(1);
}
