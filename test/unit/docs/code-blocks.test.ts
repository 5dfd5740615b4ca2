import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Command, CommanderError } from 'commander';
import { createProgram } from '../../../cli/command-line/program.ts';
import type { Terminal } from '../../../cli/terminal/terminal.ts';
import { readConfig } from '../../../lib/config/config.ts';
import { readOptions as readStartOptions } from '../../../local/options.mjs';
import { ROOT, VENV } from '../../../local/paths.ts';
import { programHelp } from '../../../local/setup/program-help.mjs';
import { readOptions as readTestOptions } from '../../runner/options.mjs';
import { blocksOf, markdownFiles, readMarkdown } from '../../support/markdown.ts';

// Every block of code of every page is run as pasted by a test, or stands on a list with a reason.

/** Where the blocks of a page are run, by the first words of their fences: a language, and a kind. */
const RUN: Readonly<Record<string, { readonly test: string; readonly fences: RegExp }>> = {
  'docs/connect-a-site.md': {
    test: 'test/integration/snippets-site.test.ts',
    fences: /^\w+ (hook|sign|member|routes|settings|local)\b/,
  },
  'docs/connect-a-wiki.md': {
    test: 'test/integration/snippets-wiki.test.ts; the PHP checks: test/wikis',
    fences: /^(\w+ assertion|php check)\b/,
  },
  'docs/configuration.md': { test: 'test/stack/package.test.ts', fences: /^ts$/ },
  'README.md': { test: 'test/integration/snippets-readme.test.ts', fences: /^python$/ },
  'docs/operator-runbook.md': { test: 'test/integration/snippets-readme.test.ts', fences: /^python$/ },
};

/** What no test runs, and why. A page of a helper's own tests is named by them. */
const NOT_RUN: readonly (readonly [page: RegExp, fence: RegExp, reason: string])[] = [
  [
    /^docs\/connect-a-wiki\.md$/,
    /^python check\b/,
    'MoinMoin 1.9 takes Python 2.7, which no package has; parsed by snippets-wiki',
  ],
  [/^clients\//, /^(sh|python|console)$/, "the client's own tests install it and run its settings"],
  [/^docs\/add-to-a-running-moinmoin\.md$/, /^python$/, "run by the plugin's test_readme_snippets.py"],
];

/** Shows something, and is nothing to run. */
const SHOWN = /^(text|http|ini|nginx|)$/;

/** Commands of a console block, by their first words; what they need is not on every machine that runs the tests. */
const COMMANDS: readonly (readonly [start: RegExp, reason: string])[] = [
  [/^(npx )?wiki-sso /, 'parsed here; run by test/system/operations'],
  [
    /^npm (start|test|ci|install|run )/,
    'what .ci/run does; its options are held here against those that it takes',
  ],
  [/^(NODE_OPTIONS=\S+ )?npx jest /, 'what npm test does'],
  [/^npx cdk /, 'deploys: npm start does it into the emulator, the layer stack synthesizes'],
  [/^aws /, 'held here against the models that the AWS CLI is made from'],
  [
    /^(git|cd|umask|rm|pip|python|waitress-serve|node|curl|bash|pytest|moin|openssl|export)\b/,
    'prepares, or by hand',
  ],
  [/^printf .* \| sha256sum$/, 'prints the example of contract-vectors'],
  [/^\.\.\/\.\.\/\.local\/venv\/bin\/pytest /, 'what npm test does'],
  [/^(redis-cli|valkey-cli|mkdir|cat|docker|systemctl|chmod|sudo|dig|echo)\b/, 'prepares, or by hand'],
];

const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
).scripts;
const pages = markdownFiles().map((page) => ({ page, blocks: blocksOf(readMarkdown(page)) }));
const all = pages.flatMap(({ page, blocks }) => blocks.map((block) => ({ page, ...block })));
const where = ({ page, line }: { page: string; line: number }) => `${page}:${line}`;

test('every block of code is run by a test, or stands on the list of those that are not', () => {
  const unaccounted = all
    .filter(({ info }) => !SHOWN.test(info) && !/^(console|json)$/.test(info))
    .filter(({ page, info }) => !RUN[page]?.fences.test(info))
    .filter(({ page, info }) => !NOT_RUN.some(([pages, fences]) => pages.test(page) && fences.test(info)));
  expect(unaccounted.map((block) => `${where(block)} ${block.info}`)).toEqual([]);
});

test('neither list names what is not there', () => {
  for (const [page, { fences }] of Object.entries(RUN)) {
    const found = all.some((block) => block.page === page && fences.test(block.info));
    expect({ page, found }).toEqual({ page, found: true });
  }
  for (const [page, fence] of NOT_RUN) {
    const found = all.some((block) => page.test(block.page) && fence.test(block.info));
    expect({ page, found }).toEqual({ page, found: true });
  }
});

describe('JSON', () => {
  test.each(all.filter(({ info }) => info === 'json').map((block) => [where(block), block.text]))(
    '%s is JSON',
    (_, text) => {
      for (const value of valuesIn(text)) expect(() => JSON.parse(value)).not.toThrow();
    },
  );

  const configurations = all.filter(
    ({ info, text }) => info === 'json' && text.includes('"cookieDomain": "'),
  );
  test.each(configurations.map((block) => [where(block), block.text]))('%s can be deployed', (_, text) => {
    const context = JSON.parse(text) as Record<string, unknown>;
    expect(() => readConfig((key) => context[key])).not.toThrow();
  });

  test('is there to be deployed', () => expect(configurations.length).toBeGreaterThan(2));
});

/** A whole value; or one a line; or a part of an object. */
function valuesIn(text: string): string[] {
  if (/^\s*"/.test(text)) return [`{${text.trim().replace(/,$/, '')}}`];
  const lines = text.trim().split('\n');
  return lines.length > 1 && lines.every((line) => /^[{[].*[}\]]$/.test(line)) ? lines : [text];
}

const commands = all
  .filter(({ info }) => info === 'console')
  .flatMap((block) => commandsIn(block.text).map((command) => [where(block), command] as const));

/** The commands after a prompt, with their continued lines; those joined by && apart. */
function commandsIn(text: string): string[] {
  const joined = text.replaceAll('\\\n', ' ');
  return Array.from(joined.matchAll(/^\s*\$ (.+)$/gm), ([, line = '']) =>
    line.replace(/ +#.*$/, '').split(/ && |; /),
  ).flat();
}

describe('a command to paste', () => {
  test('is one that somebody can run', () => {
    expect(commands.filter(([, command]) => !COMMANDS.some(([start]) => start.test(command.trim())))).toEqual(
      [],
    );
  });

  const ours = commands.filter(([, command]) => /^(npx )?wiki-sso /.test(command));
  test.each(ours)('%s: %s is taken by the command line', (_, command) => {
    expect(() => parse(wordsOf(command))).not.toThrow();
  });

  test('is found wrong when it is', () => {
    expect(ours.length).toBeGreaterThan(15);
    for (const command of [
      'wiki-sso revok alice',
      'wiki-sso revoke',
      'wiki-sso status --locl',
      'wiki-sso rotate hook --wait x',
    ])
      expect(() => parse(wordsOf(command))).toThrow(CommanderError);
  });
});

describe('a command to paste, of npm', () => {
  const ofNpm = commands.filter(([, command]) => /^npm /.test(command));

  test.each(ofNpm)('%s: %s is one of its scripts, with options that it takes', (_, command) => {
    expect(problemOfNpm(command)).toBeUndefined();
  });

  test.each([
    ['npm start -- --wiki 2', 'Unknown option'],
    ['npm start --wikis 2', '"--" is missing'],
    ['npm test -- --layer units', '--layer: expected one of'],
    ['npm run benchmark', 'no script benchmark'],
    ['npm run bench -- --hot', 'bench has no --hot'],
    ['npm run reliability -- --last --again', 'reliability has no --again'],
  ])('%s is found wrong', (command, problem) => expect(problemOfNpm(command)).toContain(problem));
});

function problemOfNpm(command: string): string | undefined {
  const [, script = '', ...words] = command.replace(/ +#.*$/, '').split(/ +/);
  const [name = '', ...rest] = script === 'run' ? words : [script, ...words];
  // Of the package, in a project of the reader's own.
  if (name === 'ci' || name === 'install') return undefined;
  const line = scripts[name];
  if (line === undefined) return `there is no script ${name}`;
  if (rest.length > 0 && rest[0] !== '--') return `"--" is missing: ${command}`;
  const args = rest.slice(1);
  const read = { start: readStartOptions, test: readTestOptions }[name];
  try {
    read?.(args, {});
  } catch (error) {
    return (error as Error).message;
  }
  const [, program] = / local\/launch\.mjs (\S+)/.exec(line) ?? [];
  if (read || program === undefined || !existsSync(join(ROOT, program))) return undefined;
  const { help = '' } = programHelp(join(ROOT, program));
  const unknown = args.filter((word) => word.startsWith('--') && !new RegExp(`${word}\\b`).test(help));
  return unknown.length > 0 ? `${name} has no ${unknown}` : undefined;
}

describe('a command to paste, of AWS', () => {
  const ofAws = commands.filter(([, command]) => /^aws /.test(command.trim()));

  test('has a service, an operation and options that there are', () => {
    expect(ofAws.length).toBeGreaterThan(8);
    const words = ofAws.map(([, command]) => shellWords(command));
    const found = problemsOfAws(words).map((problems, i) => [...(ofAws[i] ?? []), ...problems]);
    expect(found.filter((line) => line.length > 2)).toEqual([]);
  });

  test('is found wrong when it is', () => {
    expect(
      problemsOfAws([
        ['aws', 'secretmanager', 'get-secret-value'],
        ['aws', 'secretsmanager', 'get-secret'],
        ['aws', 'secretsmanager', 'get-secret-value', '--secret', 'x'],
        ['aws', 'secretsmanager', 'get-secret-value', '--secret-id', 'x', '--query', 'SecretString'],
      ]),
    ).toEqual([
      ['there is no service secretmanager'],
      ['secretsmanager has no operation get-secret'],
      ['get-secret-value has no option --secret', 'get-secret-value lacks --secret-id'],
      [],
    ]);
  });
});

function problemsOfAws(commandsOfAws: string[][]): string[][] {
  const { stdout, stderr } = spawnSync(join(VENV, 'bin', 'python'), ['test/support/aws_commands.py'], {
    cwd: ROOT,
    input: JSON.stringify(commandsOfAws),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as string[][];
}

/** The words of a command up to a pipe, without what quotes hide. */
function shellWords(command: string): string[] {
  return command
    .replaceAll(/'[^']*'/g, 'quoted')
    .replace(/ [<>|].*$/, '')
    .trim()
    .split(/ +/);
}

test.each(all.filter(({ info }) => info === 'console').map((block) => [where(block), block.text]))(
  'the commands of %s can be read by a shell',
  (_, text) => {
    const script = Array.from(
      text.replaceAll('\\\n', ' ').matchAll(/^\s*\$ (.+)$/gm),
      ([, line]) => line,
    ).join('\n');
    const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  },
);

test('what a command names of this project is there', () => {
  const paths = commands.flatMap(([place, command]) =>
    Array.from(
      command.matchAll(/(?:^| |=)(?:\.\/)?((?:test|clients|local|bench|cli|lib|docs|functions)\/[\w./-]+)/g),
      (it) => [place, it[1] ?? ''],
    ),
  );
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter(([, path = '']) => !existsSync(join(ROOT, path)))).toEqual([]);
});

/** The words after the program's name, as a shell takes them apart, without comment, pipe and redirection. */
function wordsOf(command: string): string[] {
  const bare = command
    .replace(/^npx /, '')
    .replace(/ +#.*$/, '')
    .replace(/ [<>|].*$/, '');
  return Array.from(bare.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, word = '']) => quoted ?? word).slice(1);
}

/** Parses without running. @throws {CommanderError} */
function parse(words: string[]): void {
  const program = createProgram({} as Terminal, () => {});
  for (const command of allOf(program)) {
    command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    if (command.commands.length === 0) command.action(() => {});
  }
  program.parse(words, { from: 'user' });
}

function allOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => allOf(child as Command))];
}
