/** The program `npm run figures`: files, median and total lines of each area, and the files behind some entry points. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../local/paths.ts';
import { headOf } from './support/file-head.ts';
import { importsOf } from './support/source-files.ts';

const HELP = `Usage: npm run figures -- [options]

Prints the number of source files, their median and total lines (without blank
lines) for each area, and how many files of the project stand behind a login, a
page view, a revoke and the Django middleware: the file itself and all that it
imports, directly or through others.

  --heads FOLDER   instead: each file of a folder with its lines and its purpose
  --help           show this
`;

/** Areas by the first pattern that matches a path. */
const AREAS: readonly (readonly [area: string, pattern: RegExp])[] = [
  ['functions', /^functions\//],
  ['lib, package', /^(lib|package)\//],
  ['cli, smoke', /^(cli|smoke)\//],
  ['local', /^local\/(?!.*\/tests\/)/],
  ['clients', /^clients\/[^/]+\/src\//],
  ['bench, harness', /^(bench|harness)\//],
  ['tests of clients', /^(clients|local)\//],
  ['test/unit, test/property', /^test\/(unit|property)\//],
  ['test, the rest', /^test\//],
  ['docs', /^(docs\/|[A-Z]+\.md)/],
];

const SOURCE = /\.(ts|mts|mjs|cjs|js|py|sh|md)$/;
const GENERATED = /\/migrations\/\d/;

const ENTRIES = {
  'a login': 'functions/login-hook/handler.ts',
  'a logout': 'functions/logout-hook/handler.ts',
  'a page view': 'functions/authorizer/handler.ts',
  'wiki-sso revoke': 'cli/commands/revoke.ts',
  'the Django middleware': 'clients/django/src/django_wiki_sso/middleware.py',
};

const { values: options } = parseArgs({ options: { heads: { type: 'string' }, help: { type: 'boolean' } } });
if (options.help) process.stdout.write(HELP);
else process.stdout.write(options.heads === undefined ? figures() : heads(options.heads));

function figures(): string {
  const files = projectFiles();
  const head = ['', 'files', 'median', 'lines'];
  const rows = AREAS.map(([area], i) => {
    const own = files.filter((file) => AREAS.findIndex(([, pattern]) => pattern.test(file)) === i);
    return [area, ...summary(own.map(linesOf))];
  });
  const behind = Object.entries(ENTRIES)
    .filter(([, file]) => existsSync(join(ROOT, file)))
    .map(([name, file]) => [name, ...summary(filesBehind(file).map(linesOf))]);
  return `${table([head, ...rows])}\n${table([['files behind', ...head.slice(1)], ...behind])}`;
}

function heads(folder: string): string {
  const files = projectFiles().filter((file) =>
    file.startsWith(`${posix.normalize(folder).replace(/\/$/, '')}/`),
  );
  const lines = files.map(
    (file) => `${String(linesOf(file)).padStart(5)}  ${file}\n       ${headOf(textOf(file)) ?? '–'}\n`,
  );
  return lines.join('');
}

/** The source files of the project that git knows, sorted. */
function projectFiles(): string[] {
  const args = ['ls-files', '-co', '--exclude-standard', '-z'];
  const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return [...new Set(listed)]
    .filter((file) => SOURCE.test(file) && !GENERATED.test(file) && existsSync(join(ROOT, file)))
    .sort();
}

/** A file and all files of the project that it imports, directly or through others. */
function filesBehind(entry: string): string[] {
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file) || !existsSync(join(ROOT, file))) return;
    found.add(file);
    for (const next of file.endsWith('.py')
      ? pythonImports(file)
      : importsOf(file, textOf(file)).map(({ to }) => to))
      visit(next);
  };
  visit(entry);
  return [...found];
}

/** Modules that a Python module imports from its own package, relatively or by the package's name. */
function pythonImports(file: string): string[] {
  const [, source = '', own = ''] = /^(.*\/src)\/([^/]+)\//.exec(file) ?? [];
  return Array.from(textOf(file).matchAll(/^\s*from ([\w.]+) import (\([^)]*\)|[^\n]+)/gm)).flatMap(
    ([, module = '', names = '']) => {
      const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(module) ?? [];
      const above = dots === '' ? source : posix.join(file, ...Array.from(dots, () => '..'));
      if (dots === '' && rest !== own && !rest.startsWith(`${own}.`)) return [];
      const folder = posix.join(above, ...rest.split('.'));
      const inside = Array.from(names.matchAll(/\w+/g), ([name]) => `${posix.join(folder, name)}.py`);
      return [`${folder}.py`, ...inside];
    },
  );
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Lines that are not blank. */
function linesOf(file: string): number {
  return textOf(file)
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}

/** Number, median and sum. */
function summary(lines: readonly number[]): string[] {
  const sorted = [...lines].sort((a, b) => a - b);
  const total = sorted.reduce((sum, value) => sum + value, 0);
  return [sorted.length, sorted[Math.floor(sorted.length / 2)] ?? 0, total].map((value) =>
    value.toLocaleString('en'),
  );
}

function table(rows: readonly string[][]): string {
  return rows
    .map(([name = '', ...cells]) => `${name.padEnd(26)}${cells.map((cell) => cell.padStart(9)).join('')}\n`)
    .join('');
}
