// `npm run load`: see HELP.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Endpoints } from '../../local/endpoints.ts';
import { ROOT } from '../../local/paths.ts';
import { ENDPOINTS_VARIABLE } from './support/system-variables.ts';
import type { Page, Visitor } from './support/visitor.ts';

const HELP = `Usage: npm run load -- [options]

Plays people on a system that runs (npm start): each logs in at the site, enters
the wiki, edits a page of their own, logs out, and tries the old cookie. Counts
wrong names, revived cookies, lost edits (answered as saved, and not there) and
answers of 5xx, which must not be; and, apart from them, people whom the wiki did
not know, edits that were refused, and requests without an answer, as a machine
has that is not fast enough. Ends with 1 unless there was none of the first.

  --users N        people at the same time           50
  --seconds N      how long                          180
  --think N        seconds between two clicks, about 5
  --arrival N      seconds until all have arrived    30
  --data-dir DIR   the folder of the running system  .local
  -h, --help       show this`;

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '180' },
    think: { type: 'string', default: '5' },
    arrival: { type: 'string', default: '30' },
    'data-dir': { type: 'string', default: '.local' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const dataDir = resolve(ROOT, values['data-dir']);
process.env[ENDPOINTS_VARIABLE] = join(dataDir, 'endpoints.json');
if (!existsSync(process.env[ENDPOINTS_VARIABLE])) {
  process.stderr.write(`No system runs with its data in ${dataDir}: start one first, with npm start.\n`);
  process.exit(1);
}
// Both read where the system is as they are loaded.
const { logIn, logOut } = await import('./support/site.ts');
const wiki = await import('./support/wiki.ts');
const { endpoints }: { endpoints: Endpoints } = await import('./support/system-under-test.ts');
const { Visitor: NewVisitor } = await import('./support/visitor.ts');

const done = { logins: 0, logouts: 0, enters: 0, views: 0, edits: 0 };
const wrong = { 'wrong names': 0, 'revived cookies': 0, 'lost edits': 0, '5xx': 0 };
const slow = { 'not known': 0, 'refused edits': 0, 'no answer': 0 };
const notes: string[] = [];
const slowestMs = { login: 0, view: 0, edit: 0 };

function note(kind: keyof typeof wrong | keyof typeof slow, text: string): void {
  if (kind in wrong) wrong[kind as keyof typeof wrong] += 1;
  else slow[kind as keyof typeof slow] += 1;
  notes.push(`${kind}: ${text}`);
}

/** The answer; one of 5xx is counted. */
async function seen<T extends Page>(answer: Promise<T>): Promise<T> {
  const page = await answer;
  if (page.status >= 500) note('5xx', `${page.url} ${page.status}`);
  return page;
}

/** People beside the four of the demo: alice's account under other names, with her password. */
function makePeople(count: number): string[] {
  const names = Array.from({ length: count }, (_, index) => `load${String(index + 1).padStart(3, '0')}`);
  const database = new DatabaseSync(join(dataDir, 'site', 'site.sqlite3'));
  database.exec('PRAGMA busy_timeout = 20000');
  const insert = database.prepare(
    `INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
     SELECT password, 0, ?, '', '', '', 0, 1, date_joined FROM auth_user WHERE username = ?
     ON CONFLICT (username) DO NOTHING`,
  );
  for (const name of names) insert.run(name, endpoints.demoUser);
  database.close();
  return names;
}

async function timed<T>(kind: keyof typeof slowestMs, work: Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work;
  slowestMs[kind] = Math.max(slowestMs[kind], performance.now() - started);
  return result;
}

async function oneRound(name: string, saved: string[]): Promise<void> {
  const visitor = new NewVisitor();
  await timed('login', seen(logIn(visitor, name)));
  done.logins += 1;
  await think();
  const entered = await seen(visitor.get(new URL('/wiki-sso/enter', endpoints.siteUrl)));
  done.enters += 1;
  await think();
  expectName(entered, name);
  const view = await timed('view', seen(wiki.viewPage(visitor)));
  done.views += 1;
  await think();
  expectName(view, name);
  const text = `${name} ${saved.length + 1} ${Math.random().toString(36).slice(2)}`;
  const answer = await timed('edit', seen(wiki.edit(visitor, `Load-${name}`, [...saved, text].join('\n\n'))));
  if (answer.status < 400) saved.push(text);
  else note('refused edits', `${name}: the save was answered ${answer.status}`);
  done.edits += 1;
  await think();
  const after = await seen(wiki.viewPage(visitor, `Load-${name}`));
  if (!saved.every((line) => after.text.includes(line))) note('lost edits', name);
  expectName(after, name);
  const cookie = visitor.jar.find(endpoints.cookieName)?.value ?? '';
  await seen(logOut(visitor));
  done.logouts += 1;
  const old = await seen(
    wiki.viewPage(new NewVisitor(), 'Home', { cookie: `${endpoints.cookieName}=${cookie}` }),
  );
  if (wiki.nameAtWiki(old) !== undefined) note('revived cookies', name);
}

/** A person reads before the next click, each at a pace of their own. */
function think(): Promise<void> {
  return sleep(Number(values.think) * 1000 * (0.5 + Math.random()));
}

function expectName(page: Page, name: string): void {
  const shown = wiki.nameAtWiki(page);
  if (shown === name) return;
  const kind = shown === undefined ? 'not known' : 'wrong names';
  note(kind, `expected ${name}, got ${shown ?? 'nobody'} at ${page.url} (${page.status})`);
}

/** @param arrivesAfter milliseconds before this person's first click */
async function play(
  name: string,
  { arrivesAfter, until }: { arrivesAfter: number; until: number },
): Promise<{ name: string; saved: string[] }> {
  const saved: string[] = [];
  await sleep(arrivesAfter);
  while (performance.now() < until) {
    try {
      await oneRound(name, saved);
    } catch (error) {
      note('no answer', `${name}: ${(error as Error).message}`);
    }
  }
  return { name, saved };
}

const people = makePeople(Number(values.users));
const arrivalMs = Number(values.arrival) * 1000;
const until = performance.now() + arrivalMs + Number(values.seconds) * 1000;
// One after the other: 50 passwords hashed in the same second measure the hash, not the bridge.
const played = await Promise.all(
  people.map((name, index) => play(name, { arrivesAfter: (index / people.length) * arrivalMs, until })),
);
const reader: Visitor = new NewVisitor();
for (const { name, saved } of played) {
  if (saved.length === 0) continue;
  const page = await seen(wiki.viewPage(reader, `Load-${name}`));
  if (!saved.every((line) => page.text.includes(line))) note('lost edits', `${name}, at the end`);
}
const rounded = Object.fromEntries(Object.entries(slowestMs).map(([kind, ms]) => [kind, Math.round(ms)]));
process.stdout.write(
  `${JSON.stringify({ people: people.length, done, slowestMs: rounded, wrong, slow }, null, 2)}\n`,
);
process.stdout.write(
  notes
    .slice(0, 10)
    .map((line) => `  ${line}\n`)
    .join(''),
);
process.exit(Object.values(wrong).every((count) => count === 0) ? 0 : 1);
